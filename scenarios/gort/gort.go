// SPDX-License-Identifier: MIT

// Package gort hides pointers from escape analysis, so that a statement that
// would move its value to the heap can be run with the value on the stack. The
// emitted code is what the compiler would emit if it could see that nobody
// keeps the pointer.
package gort

import "unsafe"

// Hide returns p; escape analysis does not see that it does.
func Hide(p unsafe.Pointer) unsafe.Pointer {
	x := uintptr(p)
	return unsafe.Pointer(x ^ 0)
}

func Int(p *int) *int { return (*int)(Hide(unsafe.Pointer(p))) }

func IntPointer(p **int) **int { return (**int)(Hide(unsafe.Pointer(p))) }

func Strings(s *[]string) []string { return *(*[]string)(Hide(unsafe.Pointer(s))) }

var anInt interface{} = 0

// Box is interface{}(*p), with *p itself as the box.
func Box(p *int) (box interface{}) {
	box = anInt // brings the type's word
	(*[2]unsafe.Pointer)(unsafe.Pointer(&box))[1] = Hide(unsafe.Pointer(p))
	return box
}
