// SPDX-License-Identifier: MIT

// go 1.25-: `n := 1000` that is never assigned again would count as a constant, and its make would stay (rewriteWithLiterals, cmd/compile/internal/escape/escape.go).

package runtime_capacity

var n = 1000 // a variable: the compiler cannot know it

//go:noinline
func use(s []int) int { return s[0] + s[len(s)-1] }

func Stack(i int) int {
	s := make([]int, 0, 1000) // -m: make([]int, 0, 1000) does not escape
	for k := 0; k < 1000; k++ {
		s = append(s, i+k)
	}
	return use(s)
}

// allocates: 1, 8192 bytes
func Heap(i int) int {
	s := make([]int, 0, n) // -m -1.24: make([]int, 0, n) escapes to heap // -m 1.25-: make([]int, 0, n) does not escape
	for k := 0; k < n; k++ {
		s = append(s, i+k)
	}
	return use(s)
}
