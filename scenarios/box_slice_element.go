// SPDX-License-Identifier: MIT

package box_slice_element

import "escapes/gort"

//go:noinline
func readFirst(data []interface{}) int {
	value, _ := data[0].(int)
	return value & 255
}

func Stack(i int) int {
	value := 1024 + i&255
	data := []interface{}{100, 200} // -m: []interface {}{...} does not escape
	data[0] = gort.Box(&value)
	return readFirst(data)
}

// allocates: 1, 8 bytes
func Heap(i int) int {
	value := 1024 + i&255
	data := []interface{}{100, 200} // -m: []interface {}{...} does not escape
	data[0] = value                 // -m: value escapes to heap
	return readFirst(data)
}

func Static(i int) int {
	value := i & 255
	data := []interface{}{100, 200}
	data[0] = value // -m: value escapes to heap
	return readFirst(data)
}
