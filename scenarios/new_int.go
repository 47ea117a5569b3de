// SPDX-License-Identifier: MIT

package new_int

var kept *int

//go:noinline
func use(p *int) int { return *p }

//go:noinline
func keep(p *int) int {
	if *p < 0 { // never
		kept = p
	}
	return *p
}

// Stack is the article's line.
func Stack(i int) int {
	p := new(int) // -m: new(int) does not escape
	*p = i
	return use(p)
}

// allocates: 1, 8 bytes
func Heap(i int) int {
	p := new(int) // -m: new(int) escapes to heap
	*p = i
	return keep(p)
}
