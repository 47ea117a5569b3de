// SPDX-License-Identifier: MIT

package closure_by_reference

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
	return use(func() int { n++; return n }) // -m: func literal does not escape
}

// allocates: 2, 24 bytes
func Heap(i int) int {
	n := i                                    // -m: moved to heap: n
	return keep(func() int { n++; return n }) // -m: func literal escapes to heap
}
