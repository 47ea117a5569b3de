// SPDX-License-Identifier: MIT

package append_growth

//go:noinline
func sum(s []int) int {
	total := 0
	for _, v := range s {
		total += v
	}
	return total
}

func Stack(i int) int {
	s := make([]int, 0, 8) // -m: make([]int, 0, 8) does not escape
	for k := 0; k < 5; k++ {
		s = append(s, i+k)
	}
	return sum(s)
}

// Heap: no diagnostic mentions the array that the fifth append allocates.
// allocates: 1, 64 bytes
func Heap(i int) int {
	s := make([]int, 0, 4) // -m: make([]int, 0, 4) does not escape
	for k := 0; k < 5; k++ {
		s = append(s, i+k)
	}
	return sum(s)
}
