// SPDX-License-Identifier: MIT

package closure_without_captures

var kept func() int

//go:noinline
func use(f func() int) int { return f() + f() }

//go:noinline
func keep(f func() int) int {
	if f == nil { // never
		kept = f
	}
	return f() + f()
}

func Stack(i int) int {
	return i + use(func() int { return 1 }) // -m: func literal does not escape
}

// Static: "escapes to heap", and nothing is allocated.
func Static(i int) int {
	return i + keep(func() int { return 1 }) // -m: func literal escapes to heap
}
