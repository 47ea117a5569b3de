// SPDX-License-Identifier: MIT

package print_value

import "escapes/gort"

var kept interface{}

func foo(data *int) { *data += 1 }

// print stands for fmt.Println: it may keep what it gets.
//
//go:noinline
func print(args ...interface{}) int {
	sum := 0
	for _, arg := range args {
		if value, ok := arg.(int); ok {
			sum += value & 255
		} else {
			kept = arg // never
		}
	}
	return sum
}

func Stack(i int) int {
	data := 1024 + i&127
	f := foo
	f(&data)
	return print(gort.Box(&data)) // -m: ... argument does not escape
}

// Heap boxes a copy: data itself stays, and f(&data) has nothing to do with it.
// allocates: 1, 8 bytes
func Heap(i int) int {
	data := 1024 + i&127
	f := foo
	f(&data)
	return print(data) // -m: data escapes to heap; ... argument does not escape
}

func Static(i int) int {
	data := i & 127
	f := foo
	f(&data)
	return print(data) // -m: data escapes to heap
}
