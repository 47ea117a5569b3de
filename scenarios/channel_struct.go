// SPDX-License-Identifier: MIT

package channel_struct

import "escapes/gort"

type msg struct {
	where *int
	v     int
}

var ch = make(chan msg, 1)

func Stack(i int) int {
	x := i
	ch <- msg{gort.Int(&x), i}
	received := <-ch
	return *received.where + received.v
}

// allocates: 1, 8 bytes
func Heap(i int) int {
	x := i // -m: moved to heap: x
	ch <- msg{&x, i}
	received := <-ch
	return *received.where + received.v
}
