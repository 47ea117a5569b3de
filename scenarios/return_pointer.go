// SPDX-License-Identifier: MIT

package return_pointer

//go:noinline
func use(arg, v1, v2, v3, v4, v5 *int) int {
	*v3 += *arg
	return *v1 + *v2 + *v4 + *v5
}

//go:noinline
func foo(arg int) *int {
	foo_val1, foo_val2, foo_val4, foo_val5 := 11, 12, 14, 15
	foo_val3 := 13 // -m: moved to heap: foo_val3
	foo_val3 += use(&arg, &foo_val1, &foo_val2, &foo_val3, &foo_val4, &foo_val5)
	return &foo_val3
}

//go:noinline
func fooByValue(arg int) int {
	foo_val1, foo_val2, foo_val4, foo_val5 := 11, 12, 14, 15
	foo_val3 := 13
	foo_val3 += use(&arg, &foo_val1, &foo_val2, &foo_val3, &foo_val4, &foo_val5)
	return foo_val3
}

func Stack(i int) int { return fooByValue(i) }

// allocates: 1, 8 bytes
func Heap(i int) int { return *foo(i) }
