// SPDX-License-Identifier: MIT

// -m holds: go1.18 to go1.23; from 1.24 on the limit is 128 KiB.
package explicit_limit

//go:noinline
func use(a []byte, i int) int { return int(a[0]) + i }

// allocates 1.24-: 1, 1048576 bytes
func Stack1048576(i int) int {
	var a [1 << 20]byte
	return use(a[:], i)
}

// allocates: 1, 1048576 bytes
func Heap1048576(i int) int {
	a := make([]byte, 1<<20) // -m: make([]byte, 1 << 20) escapes to heap
	return use(a, i)
}

// allocates 1.24-: 1, 10485760 bytes
func Stack10485761(i int) int {
	var a [10 << 20]byte
	return use(a[:], i)
}

// allocates: 1, 10493952 bytes
func Heap10485761(i int) int {
	var a [10<<20 + 1]byte // -m: moved to heap: a
	return use(a[:], i)
}
