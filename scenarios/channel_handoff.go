// SPDX-License-Identifier: MIT

// A hand-off between two goroutines that share a P: the sender parks until the
// receiver has read. The port hands over to a thread on another core.
package channel_handoff

import "escapes/gort"

const text = "value"

var values, answers = make(chan []string), make(chan int)

func init() {
	go func() { // -m: func literal escapes to heap
		for s := range values {
			answers <- len(s[0])
		}
	}()
}

func Stack(i int) int {
	s := []string{text[:i&3]} // -m: []string{...} does not escape
	values <- gort.Strings(&s)
	return <-answers
}

// allocates: 1, 16 bytes
func Heap(i int) int {
	values <- []string{text[:i&3]} // -m: []string{...} escapes to heap
	return <-answers
}
