// SPDX-License-Identifier: MIT

// type -1.22: runtime.hchan 96 bytes
// type 1.23-1.24: runtime.hchan 104 bytes
// type 1.25-: runtime.hchan 112 bytes
// type -1.25: runtime.sudog 88 bytes
// type 1.26-: runtime.sudog 104 bytes
// type 1.19-1.19: runtime.g 392 bytes
// type 1.21-1.21: runtime.g 408 bytes
// type 1.22-1.22: runtime.g 424 bytes
// type 1.23-1.23: runtime.g 432 bytes
// type 1.24-1.25: runtime.g 440 bytes
// type 1.26-: runtime.g 456 bytes

package blocked_goroutine

import "runtime"

func Released(i int) int {
	ch := make(chan int)
	go func() { <-ch }() // -m: func literal escapes to heap
	ch <- i
	return i
}

// Retained: nobody will ever send. g, its stack of 2 KiB, its place in the queue and the
// channel stay for ever.
func Retained(i int) int {
	ch := make(chan int)
	go func() { <-ch }() // -m: func literal escapes to heap
	runtime.Gosched()    // it runs, and waits
	return i
}
