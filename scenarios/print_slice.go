// SPDX-License-Identifier: MIT

package print_slice

const text = "value"

var kept interface{}
var keptStrings []string

//go:noinline
func foo(s []string) {}

//go:noinline
func use(arg interface{}) int { return len(arg.([]string)[0]) }

// print stands for fmt.Println: it may keep what it gets.
//
//go:noinline
func print(arg interface{}) int {
	s, ok := arg.([]string)
	if !ok { // never
		kept = arg
	}
	return len(s[0])
}

// printStrings may keep the slice, and with it the array, but needs no box.
//
//go:noinline
func printStrings(s []string) int {
	if len(s) > 1 { // never
		keptStrings = s
	}
	return len(s[0])
}

func Stack16(i int) int {
	s := []string{text[:i&3]} // -m: []string{...} does not escape
	foo(s)
	return use(s) // -m: s does not escape
}

// allocates: 1, 16 bytes
func Heap16(i int) int {
	s := []string{text[:i&3]} // -m: []string{...} escapes to heap
	foo(s)
	return printStrings(s)
}

func Stack40(i int) int { return Stack16(i) }

// allocates: 2, 40 bytes
func Heap40(i int) int {
	s := []string{text[:i&3]} // -m: []string{...} escapes to heap
	foo(s)
	return print(s) // -m: s escapes to heap
}
