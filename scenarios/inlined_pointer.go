// SPDX-License-Identifier: MIT

package inlined_pointer

func foo(arg int) *int {
	foo_val := arg + 11 // -m: moved to heap: foo_val
	return &foo_val
}

//go:noinline
func fooCalled(arg int) *int {
	foo_val := arg + 11 // -m: moved to heap: foo_val
	return &foo_val
}

//go:noinline
func use(p *int) int { return *p }

// Stack inlines foo: foo_val is in this frame, whatever -m says of foo.
func Stack(i int) int { return use(foo(i)) }

// Heap calls it, as with -gcflags=-l.
// allocates: 1, 8 bytes
func Heap(i int) int { return use(fooCalled(i)) }
