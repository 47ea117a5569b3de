// SPDX-License-Identifier: MIT

package channel_pointer_pointer

import "escapes/gort"

var ch = make(chan **int, 1)

func Stack(i int) int {
	x := i
	p := &x
	ch <- gort.IntPointer(&p)
	return **<-ch
}

// allocates: 2, 16 bytes
func Heap(i int) int {
	x := i  // -m: moved to heap: x
	p := &x // -m: moved to heap: p
	ch <- &p
	return **<-ch
}
