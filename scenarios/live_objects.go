// SPDX-License-Identifier: MIT

// An instance is one live object, written in full. Each refers to the one before it.
package live_objects

import "unsafe"

var kept unsafe.Pointer

//go:noinline
func keep(p unsafe.Pointer, size uintptr, retain bool) { // -m: leaking param: p
	for at := uintptr(8); at < size; at += 8 {
		*(*int)(unsafe.Add(p, at)) = 1
	}
	if retain {
		*(*unsafe.Pointer)(p) = kept
		kept = p
	}
}

type object16 struct {
	before unsafe.Pointer
	rest   [8]byte
}

func Released16(i int) int {
	keep(unsafe.Pointer(new(object16)), 16, false) // -m: new(object16) escapes to heap
	return i
}

// allocates: 1, 16 bytes
func Retained16(i int) int {
	keep(unsafe.Pointer(new(object16)), 16, true) // -m: new(object16) escapes to heap
	return i
}

type object64 struct {
	before unsafe.Pointer
	rest   [56]byte
}

func Released64(i int) int {
	keep(unsafe.Pointer(new(object64)), 64, false) // -m: new(object64) escapes to heap
	return i
}

// allocates: 1, 64 bytes
func Retained64(i int) int {
	keep(unsafe.Pointer(new(object64)), 64, true) // -m: new(object64) escapes to heap
	return i
}

type object256 struct {
	before unsafe.Pointer
	rest   [248]byte
}

func Released256(i int) int {
	keep(unsafe.Pointer(new(object256)), 256, false) // -m: new(object256) escapes to heap
	return i
}

// allocates: 1, 256 bytes
func Retained256(i int) int {
	keep(unsafe.Pointer(new(object256)), 256, true) // -m: new(object256) escapes to heap
	return i
}

type object1024 struct {
	before unsafe.Pointer
	rest   [1016]byte
}

func Released1024(i int) int {
	keep(unsafe.Pointer(new(object1024)), 1024, false) // -m: new(object1024) escapes to heap
	return i
}

// allocates: 1, 1024 bytes
// allocates 1.22-: 1, 1152 bytes
func Retained1024(i int) int {
	keep(unsafe.Pointer(new(object1024)), 1024, true) // -m: new(object1024) escapes to heap
	return i
}

type object4096 struct {
	before unsafe.Pointer
	rest   [4088]byte
}

func Released4096(i int) int {
	keep(unsafe.Pointer(new(object4096)), 4096, false) // -m: new(object4096) escapes to heap
	return i
}

// allocates: 1, 4096 bytes
// allocates 1.22-: 1, 4864 bytes
func Retained4096(i int) int {
	keep(unsafe.Pointer(new(object4096)), 4096, true) // -m: new(object4096) escapes to heap
	return i
}

type object32768 struct {
	before unsafe.Pointer
	rest   [32760]byte
}

func Released32768(i int) int {
	keep(unsafe.Pointer(new(object32768)), 32768, false) // -m: new(object32768) escapes to heap
	return i
}

// allocates: 1, 32768 bytes
func Retained32768(i int) int {
	keep(unsafe.Pointer(new(object32768)), 32768, true) // -m: new(object32768) escapes to heap
	return i
}
