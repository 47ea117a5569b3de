// SPDX-License-Identifier: MIT

package store_reference

type node struct {
	value *int
	next  *node
}

//go:noinline
func read(n *node) int { return *n.value }

// Stack assigns to a field of a local variable.
func Stack(i int) int {
	var n node
	x := i
	n.value = &x
	return read(&n)
}

// Heap assigns to the same field through a pointer.
// allocates: 1, 8 bytes
func Heap(i int) int {
	n := &node{} // -m: &node{} does not escape
	x := i       // -m: moved to heap: x
	n.value = &x
	return read(n)
}
