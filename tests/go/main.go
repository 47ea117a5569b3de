// SPDX-License-Identifier: MIT

// Counts or times the Go originals in scenarios/*.go. scripts/dev/go-originals
// writes the list of them and builds this.
//
//	originals count [NAME]   name,variant,size,allocs,bytes,sum   one row each
//	originals time           name,variant,size,ns                 the fastest of some rounds
//
// A size of 0 means that the original has one size only. sum is that of 100
// operations; allocs and bytes are per operation.
package main

import (
	"fmt"
	"math"
	"os"
	"runtime"
	"syscall"
	"testing"
	"time"
)

type original struct {
	name    string
	variant string
	size    int
	run     func(i int) int
}

const (
	summed    = 100
	tries     = 5
	rounds    = 21
	roundTime = 2 * time.Millisecond
)

var sink int

func batch(o original, ops int) time.Duration {
	sum := 0
	start := time.Now()
	for i := 0; i < ops; i++ {
		sum += o.run(i)
	}
	took := time.Since(start)
	sink += sum
	return took
}

// runs is how often an original can be run in about d.
func runs(o original, d time.Duration) int {
	n := 1
	for batch(o, n) < d && n < 1<<24 {
		n *= 2
	}
	return n
}

// count takes the least of some tries: the runtime's own allocations, which
// come when they like, only add.
func count(o original) {
	n := runs(o, roundTime)
	allocs, bytes := math.Inf(1), math.Inf(1)
	for try := 0; try < tries; try++ {
		allocs = math.Min(allocs, testing.AllocsPerRun(n, func() { sink += o.run(summed) }))
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		batch(o, n)
		runtime.ReadMemStats(&after)
		bytes = math.Min(bytes, float64(after.TotalAlloc-before.TotalAlloc)/float64(n))
	}
	sum := 0
	for i := 0; i < summed; i++ {
		sum += o.run(i)
	}
	fmt.Printf("%s,%s,%d,%g,%.0f,%d\n", o.name, o.variant, o.size, allocs, bytes, sum)
}

// timeAll times the variants in turns, so that a slow moment hits all of them.
func timeAll() {
	fastest := make([]float64, len(originals))
	for round := 0; round < rounds; round++ {
		for k, o := range originals {
			n := runs(o, roundTime)
			ns := float64(batch(o, n).Nanoseconds()) / float64(n)
			if round == 0 || ns < fastest[k] {
				fastest[k] = ns
			}
		}
	}
	for k, o := range originals {
		fmt.Printf("%s,%s,%d,%.2f\n", o.name, o.variant, o.size, fastest[k])
	}
}

// holdStack makes sure that the stack does not move under a pointer that the
// stack forms have hidden (scenarios/gort): it is made large once and never
// shrinks. The runtime reads GODEBUG as it starts, so the program starts anew.
func holdStack() {
	const never = "gcshrinkstackoff=1"
	if os.Getenv("GODEBUG") != never {
		os.Setenv("GODEBUG", never)
		if path, err := os.Executable(); err == nil {
			err = syscall.Exec(path, os.Args, os.Environ())
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
	growStack(256)
}

//go:noinline
func growStack(frames int) byte {
	var frame [1 << 17]byte
	if frames == 0 {
		return frame[0]
	}
	return growStack(frames-1) + frame[frames]
}

func main() {
	holdStack()
	runtime.GOMAXPROCS(1)
	if len(os.Args) > 1 && os.Args[1] == "time" {
		timeAll()
		return
	}
	for _, o := range originals {
		if len(os.Args) < 3 || os.Args[2] == o.name {
			count(o)
		}
	}
}
