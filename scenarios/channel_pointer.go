// SPDX-License-Identifier: MIT

package channel_pointer

import "escapes/gort"

var ch = make(chan *int, 1)

func Stack(i int) int {
	x := i
	ch <- gort.Int(&x)
	return *<-ch
}

// allocates: 1, 8 bytes
func Heap(i int) int {
	x := i // -m: moved to heap: x
	ch <- &x
	return *<-ch
}
