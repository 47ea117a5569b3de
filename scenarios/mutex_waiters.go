// SPDX-License-Identifier: MIT

// type -1.25: runtime.sudog 88 bytes
// type 1.26-: runtime.sudog 104 bytes
// type 1.19-1.19: runtime.g 392 bytes
// type 1.21-1.21: runtime.g 408 bytes
// type 1.22-1.22: runtime.g 424 bytes
// type 1.23-1.23: runtime.g 432 bytes
// type 1.24-1.25: runtime.g 440 bytes
// type 1.26-: runtime.g 456 bytes

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
