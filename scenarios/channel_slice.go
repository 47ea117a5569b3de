// SPDX-License-Identifier: MIT

// type -1.22: runtime.hchan 96 bytes
// type 1.23-1.24: runtime.hchan 104 bytes
// type 1.25-: runtime.hchan 112 bytes

package channel_slice

import "escapes/gort"

const text = "value"

var ch = make(chan []string, 1)

func Stack(i int) int {
	s := []string{text[:i&3]} // -m: []string{...} does not escape
	ch <- gort.Strings(&s)
	received := <-ch
	return len(received[0])
}

// allocates: 1, 16 bytes
func Heap(i int) int {
	ch <- []string{text[:i&3]} // -m: []string{...} escapes to heap
	received := <-ch
	return len(received[0])
}
