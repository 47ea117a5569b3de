// SPDX-License-Identifier: MIT

// The array is made at run time; the article's ten literals stay on the stack.
package subslice

const head = 3

// What the program goes on using: a view of three elements in each.
type view struct {
	numbers []int
	before  *view
}

var kept *view

//go:noinline
func readNumbers(n, i int) []int {
	numbers := make([]int, n) // -m: make([]int, n) escapes to heap
	for k := range numbers {
		numbers[k] = i + k
	}
	return numbers
}

//go:noinline
func released(n, i int) int {
	numbers := append([]int(nil), readNumbers(n, i)[:head]...) // -m 1.25-: append escapes to heap
	kept = &view{numbers, kept} // -m: &view{...} escapes to heap
	return numbers[head-1]
}

//go:noinline
func retained(n, i int) int {
	numbers := readNumbers(n, i)[:head]
	kept = &view{numbers, kept} // -m: &view{...} escapes to heap
	return numbers[head-1]
}

func Released80(i int) int      { return released(10, i) }
func Retained80(i int) int      { return retained(10, i) }
func Released8000000(i int) int { return released(1000000, i) }
func Retained8000000(i int) int { return retained(1000000, i) }
