// SPDX-License-Identifier: MIT

package interface_parameter

var kept interface{}

// looks only looks.
//
//go:noinline
func looks(x interface{}) int { // -m: x does not escape
	n, _ := x.(int)
	return n & 255
}

// f keeps x on a path that is never taken.
//
//go:noinline
func f(x interface{}) int {
	n, ok := x.(int)
	if !ok {
		kept = x
	}
	return n & 255
}

func Stack(i int) int {
	n := 1024 + i&255
	return looks(n) // -m: n does not escape
}

// allocates: 1, 8 bytes
func Heap(i int) int {
	n := 1024 + i&255
	return f(n) // -m: n escapes to heap
}

func Static(i int) int {
	n := i & 255
	return f(n) // -m: n escapes to heap
}
