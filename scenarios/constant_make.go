// SPDX-License-Identifier: MIT

package constant_make

var kept []int

//go:noinline
func use(s []int) int { return s[0] + s[len(s)-1] }

//go:noinline
func keep(s []int) int {
	if len(s) > 9 { // never
		kept = s
	}
	return s[0] + s[len(s)-1]
}

// Stack is the article's line.
func Stack(i int) int {
	s := make([]int, 9) // -m: make([]int, 9) does not escape
	s[0] = i
	return use(s)
}

// allocates: 1, 80 bytes
func Heap(i int) int {
	s := make([]int, 9) // -m: make([]int, 9) escapes to heap
	s[0] = i
	return keep(s)
}
