// SPDX-License-Identifier: MIT

package slice_of_pointers

//go:noinline
func readFirst(data []*int) int { return *data[0] }

// Stack stores the address in the literal: the compiler sees where it goes.
func Stack(i int) int {
	a := i
	data := []*int{&a} // -m: []*int{...} does not escape
	return readFirst(data)
}

// Heap stores it through the slice.
// allocates: 1, 8 bytes
func Heap(i int) int {
	a := i              // -m: moved to heap: a
	data := []*int{nil} // -m: []*int{...} does not escape
	data[0] = &a
	return readFirst(data)
}
