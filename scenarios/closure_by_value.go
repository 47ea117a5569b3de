// SPDX-License-Identifier: MIT

package closure_by_value

var kept func() int

//go:noinline
func use(f func() int) int {
	f()
	return f()
}

//go:noinline
func keep(f func() int) int {
	if f == nil { // never
		kept = f
	}
	f()
	return f()
}

func Stack(i int) int {
	n := i
	return use(func() int { return n }) // -m: func literal does not escape
}

// Heap: the closure's record escapes, n does not.
// allocates: 1, 16 bytes
func Heap(i int) int {
	n := i
	return keep(func() int { return n }) // -m: func literal escapes to heap
}
