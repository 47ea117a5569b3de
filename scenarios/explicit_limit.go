// SPDX-License-Identifier: MIT

// go -1.23: a variable above 10 MiB is moved (cmd/compile/internal/ir/cfg.go).
// go 1.24-: a variable above 128 KiB is moved (cmd/compile/internal/ir/cfg.go).

package explicit_limit

//go:noinline
func use(a []byte, i int) int { return int(a[0]) + i }

// allocates 1.24-: 1, 1048576 bytes
func Stack1048576(i int) int {
	var a [1 << 20]byte // -m 1.24-: moved to heap: a
	return use(a[:], i)
}

// allocates: 1, 1048576 bytes
func Heap1048576(i int) int {
	a := make([]byte, 1048576) // -m: make([]byte, 1048576) escapes to heap
	return use(a, i)
}

// allocates 1.24-: 1, 10485760 bytes
func Stack10485761(i int) int {
	var a [10 << 20]byte // -m 1.24-: moved to heap: a
	return use(a[:], i)
}

// allocates: 1, 10493952 bytes
func Heap10485761(i int) int {
	var a [10<<20 + 1]byte // -m: moved to heap: a
	return use(a[:], i)
}
