// SPDX-License-Identifier: MIT

// One word is written to each page. Go clears an object before it gives it out, so all
// of its pages are touched anyway, and it gives no page back between operations.
package first_touch

import "unsafe"

const page = 4096

var kept unsafe.Pointer

// keep may keep what it gets, so that it has to be on the heap.
//
//go:noinline
func keep(p unsafe.Pointer) unsafe.Pointer {
	if p == nil { // never
		kept = p
	}
	return p
}

//go:noinline
func pass(p unsafe.Pointer) unsafe.Pointer { return p }

//go:noinline
func touch(p unsafe.Pointer, size uintptr, i int) int { // -m: p does not escape
	for at := uintptr(0); at < size; at += page {
		*(*int)(unsafe.Add(p, at)) = i
	}
	return *(*int)(p)
}

func Stack4096(i int) int {
	return touch(pass(unsafe.Pointer(new([512]int))), 4096, i) // -m: new([512]int) does not escape
}

// allocates: 1, 4096 bytes
func Heap4096(i int) int {
	return touch(keep(unsafe.Pointer(new([512]int))), 4096, i) // -m: new([512]int) escapes to heap
}

func Stack65536(i int) int {
	return touch(pass(unsafe.Pointer(new([8192]int))), 65536, i) // -m: new([8192]int) does not escape
}

// allocates: 1, 65536 bytes
func Heap65536(i int) int {
	return touch(keep(unsafe.Pointer(new([8192]int))), 65536, i) // -m: new([8192]int) escapes to heap
}
