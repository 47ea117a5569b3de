// SPDX-License-Identifier: MIT

package implicit_limit

//go:noinline
func use(b []byte, i int) int { return int(b[0]) + i }

func Stack(i int) int {
	b := make([]byte, 65536) // -m: make([]byte, 65536) does not escape
	return use(b, i)
}

// allocates: 1, 73728 bytes
func Heap(i int) int {
	b := make([]byte, 65537) // -m: make([]byte, 65537) escapes to heap
	return use(b, i)
}
