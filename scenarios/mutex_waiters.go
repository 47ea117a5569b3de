// SPDX-License-Identifier: MIT

package mutex_waiters

import (
	"runtime"
	"sync"
)

var locked sync.Mutex

func init() { locked.Lock() }

func wait(mu *sync.Mutex) { // -m: leaking param: mu
	go func() { // -m: func literal escapes to heap
		mu.Lock()
		mu.Unlock()
	}()
	runtime.Gosched() // it runs, and waits
}

func Released(i int) int {
	var mu sync.Mutex // -m: moved to heap: mu
	mu.Lock()
	wait(&mu)
	mu.Unlock()
	runtime.Gosched()
	return i
}

// Retained: the mutex holds nothing; who waits for it can never be freed.
func Retained(i int) int {
	wait(&locked)
	return i
}
