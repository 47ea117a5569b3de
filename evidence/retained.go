// SPDX-License-Identifier: MIT

// What Go itself holds per instance of each leak, from runtime.MemStats: the
// figures beside the ports' in docs/scenarios.md.
//
//	go run evidence/retained.go
package main

import (
	"fmt"
	"runtime"
	"strings"
	"sync"
	"time"
)

var (
	views []string
	heads [][]int
)

func blockedGoroutine() {
	ch := make(chan int)
	go func() { <-ch }()
}

var mu sync.Mutex

func mutexWaiter() {
	go func() { mu.Lock(); mu.Unlock() }()
}

func unstoppedTicker() { time.NewTicker(time.Hour) }

func substring() {
	views = append(views, strings.Repeat("x", 1<<20)[:10])
}

func subslice() {
	a := make([]int, 1000000)
	for i := range a {
		a[i] = i
	}
	heads = append(heads, a[:3])
}

// Four collections, so that what can be freed is.
func read() (m runtime.MemStats) {
	time.Sleep(100 * time.Millisecond) // let the goroutines park
	for i := 0; i < 4; i++ {
		runtime.GC()
	}
	runtime.ReadMemStats(&m)
	return m
}

func measure(name string, n int, leak func()) {
	leak()
	from := read()
	for i := 0; i < n; i++ {
		leak()
	}
	to := read()
	each := func(a, b uint64) float64 { return (float64(b) - float64(a)) / float64(n) }
	fmt.Printf("%-18s %10.0f B of heap in %.0f blocks, %.0f B of stack\n", name,
		each(from.HeapAlloc, to.HeapAlloc), each(from.HeapObjects, to.HeapObjects),
		each(from.StackInuse, to.StackInuse))
}

func main() {
	views, heads = make([]string, 0, 128), make([][]int, 0, 128)
	mu.Lock()
	measure("blocked_goroutine", 20000, blockedGoroutine)
	measure("mutex_waiters", 20000, mutexWaiter)
	measure("unstopped_ticker", 20000, unstoppedTicker)
	measure("substring", 32, substring)
	measure("subslice", 32, subslice)
	runtime.KeepAlive(views)
	runtime.KeepAlive(heads)
}
