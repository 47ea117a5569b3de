// SPDX-License-Identifier: MIT

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
