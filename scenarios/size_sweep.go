// SPDX-License-Identifier: MIT

// go 1.22-: an object of more than 512 bytes with pointers carries a header of 8 bytes (mallocHeaderSize, runtime/malloc.go and mbitmap.go).

// One object of every size, its first and last word written and read. Heap has no
// pointers in it, so a collection does not look into it; Pointers is full of them.
package size_sweep

import "unsafe"

var (
	kept   unsafe.Pointer
	target int
)

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
func use(p unsafe.Pointer, size uintptr, i int) int { // -m: p does not escape
	first, last := (*int)(p), (*int)(unsafe.Add(p, size-8))
	*first = i
	*last = i
	return *first + *last
}

//go:noinline
func usePointers(p unsafe.Pointer, size uintptr, i int) int { // -m: p does not escape
	first, last := (**int)(p), (**int)(unsafe.Add(p, size-8))
	*first = &target
	*last = &target
	if *first != *last { // never
		return 0
	}
	return i + i
}

func Stack8(i int) int {
	return use(pass(unsafe.Pointer(new([1]int))), 8, i) // -m: new([1]int) does not escape
}

// allocates: 1, 8 bytes
func Heap8(i int) int {
	return use(keep(unsafe.Pointer(new([1]int))), 8, i) // -m: new([1]int) escapes to heap
}

// allocates: 1, 8 bytes
func Pointers8(i int) int {
	return usePointers(keep(unsafe.Pointer(new([1]*int))), 8, i) // -m: new([1]*int) escapes to heap
}

func Stack16(i int) int {
	return use(pass(unsafe.Pointer(new([2]int))), 16, i) // -m: new([2]int) does not escape
}

// allocates: 1, 16 bytes
func Heap16(i int) int {
	return use(keep(unsafe.Pointer(new([2]int))), 16, i) // -m: new([2]int) escapes to heap
}

// allocates: 1, 16 bytes
func Pointers16(i int) int {
	return usePointers(keep(unsafe.Pointer(new([2]*int))), 16, i) // -m: new([2]*int) escapes to heap
}

func Stack32(i int) int {
	return use(pass(unsafe.Pointer(new([4]int))), 32, i) // -m: new([4]int) does not escape
}

// allocates: 1, 32 bytes
func Heap32(i int) int {
	return use(keep(unsafe.Pointer(new([4]int))), 32, i) // -m: new([4]int) escapes to heap
}

// allocates: 1, 32 bytes
func Pointers32(i int) int {
	return usePointers(keep(unsafe.Pointer(new([4]*int))), 32, i) // -m: new([4]*int) escapes to heap
}

func Stack64(i int) int {
	return use(pass(unsafe.Pointer(new([8]int))), 64, i) // -m: new([8]int) does not escape
}

// allocates: 1, 64 bytes
func Heap64(i int) int {
	return use(keep(unsafe.Pointer(new([8]int))), 64, i) // -m: new([8]int) escapes to heap
}

// allocates: 1, 64 bytes
func Pointers64(i int) int {
	return usePointers(keep(unsafe.Pointer(new([8]*int))), 64, i) // -m: new([8]*int) escapes to heap
}

func Stack128(i int) int {
	return use(pass(unsafe.Pointer(new([16]int))), 128, i) // -m: new([16]int) does not escape
}

// allocates: 1, 128 bytes
func Heap128(i int) int {
	return use(keep(unsafe.Pointer(new([16]int))), 128, i) // -m: new([16]int) escapes to heap
}

// allocates: 1, 128 bytes
func Pointers128(i int) int {
	return usePointers(keep(unsafe.Pointer(new([16]*int))), 128, i) // -m: new([16]*int) escapes to heap
}

func Stack256(i int) int {
	return use(pass(unsafe.Pointer(new([32]int))), 256, i) // -m: new([32]int) does not escape
}

// allocates: 1, 256 bytes
func Heap256(i int) int {
	return use(keep(unsafe.Pointer(new([32]int))), 256, i) // -m: new([32]int) escapes to heap
}

// allocates: 1, 256 bytes
func Pointers256(i int) int {
	return usePointers(keep(unsafe.Pointer(new([32]*int))), 256, i) // -m: new([32]*int) escapes to heap
}

func Stack512(i int) int {
	return use(pass(unsafe.Pointer(new([64]int))), 512, i) // -m: new([64]int) does not escape
}

// allocates: 1, 512 bytes
func Heap512(i int) int {
	return use(keep(unsafe.Pointer(new([64]int))), 512, i) // -m: new([64]int) escapes to heap
}

// allocates: 1, 512 bytes
func Pointers512(i int) int {
	return usePointers(keep(unsafe.Pointer(new([64]*int))), 512, i) // -m: new([64]*int) escapes to heap
}

func Stack1024(i int) int {
	return use(pass(unsafe.Pointer(new([128]int))), 1024, i) // -m: new([128]int) does not escape
}

// allocates: 1, 1024 bytes
func Heap1024(i int) int {
	return use(keep(unsafe.Pointer(new([128]int))), 1024, i) // -m: new([128]int) escapes to heap
}

// allocates: 1, 1024 bytes
// allocates 1.22-: 1, 1152 bytes
func Pointers1024(i int) int {
	return usePointers(keep(unsafe.Pointer(new([128]*int))), 1024, i) // -m: new([128]*int) escapes to heap
}

func Stack2048(i int) int {
	return use(pass(unsafe.Pointer(new([256]int))), 2048, i) // -m: new([256]int) does not escape
}

// allocates: 1, 2048 bytes
func Heap2048(i int) int {
	return use(keep(unsafe.Pointer(new([256]int))), 2048, i) // -m: new([256]int) escapes to heap
}

// allocates: 1, 2048 bytes
// allocates 1.22-: 1, 2304 bytes
func Pointers2048(i int) int {
	return usePointers(keep(unsafe.Pointer(new([256]*int))), 2048, i) // -m: new([256]*int) escapes to heap
}

func Stack4096(i int) int {
	return use(pass(unsafe.Pointer(new([512]int))), 4096, i) // -m: new([512]int) does not escape
}

// allocates: 1, 4096 bytes
func Heap4096(i int) int {
	return use(keep(unsafe.Pointer(new([512]int))), 4096, i) // -m: new([512]int) escapes to heap
}

// allocates: 1, 4096 bytes
// allocates 1.22-: 1, 4864 bytes
func Pointers4096(i int) int {
	return usePointers(keep(unsafe.Pointer(new([512]*int))), 4096, i) // -m: new([512]*int) escapes to heap
}

func Stack8192(i int) int {
	return use(pass(unsafe.Pointer(new([1024]int))), 8192, i) // -m: new([1024]int) does not escape
}

// allocates: 1, 8192 bytes
func Heap8192(i int) int {
	return use(keep(unsafe.Pointer(new([1024]int))), 8192, i) // -m: new([1024]int) escapes to heap
}

// allocates: 1, 8192 bytes
// allocates 1.22-: 1, 9472 bytes
func Pointers8192(i int) int {
	return usePointers(keep(unsafe.Pointer(new([1024]*int))), 8192, i) // -m: new([1024]*int) escapes to heap
}

func Stack16384(i int) int {
	return use(pass(unsafe.Pointer(new([2048]int))), 16384, i) // -m: new([2048]int) does not escape
}

// allocates: 1, 16384 bytes
func Heap16384(i int) int {
	return use(keep(unsafe.Pointer(new([2048]int))), 16384, i) // -m: new([2048]int) escapes to heap
}

// allocates: 1, 16384 bytes
// allocates 1.22-: 1, 18432 bytes
func Pointers16384(i int) int {
	return usePointers(keep(unsafe.Pointer(new([2048]*int))), 16384, i) // -m: new([2048]*int) escapes to heap
}

func Stack32768(i int) int {
	return use(pass(unsafe.Pointer(new([4096]int))), 32768, i) // -m: new([4096]int) does not escape
}

// allocates: 1, 32768 bytes
func Heap32768(i int) int {
	return use(keep(unsafe.Pointer(new([4096]int))), 32768, i) // -m: new([4096]int) escapes to heap
}

// allocates: 1, 32768 bytes
func Pointers32768(i int) int {
	return usePointers(keep(unsafe.Pointer(new([4096]*int))), 32768, i) // -m: new([4096]*int) escapes to heap
}

func Stack65536(i int) int {
	return use(pass(unsafe.Pointer(new([8192]int))), 65536, i) // -m: new([8192]int) does not escape
}

// allocates: 1, 65536 bytes
func Heap65536(i int) int {
	return use(keep(unsafe.Pointer(new([8192]int))), 65536, i) // -m: new([8192]int) escapes to heap
}

// allocates: 1, 65536 bytes
func Pointers65536(i int) int {
	return usePointers(keep(unsafe.Pointer(new([8192]*int))), 65536, i) // -m: new([8192]*int) escapes to heap
}
