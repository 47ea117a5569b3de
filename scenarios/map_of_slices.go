// SPDX-License-Identifier: MIT

package map_of_slices

import "escapes/gort"

const text = "value"

//go:noinline
func readValue(m map[string][]string) int { return len(m["key"][0]) }

func Stack(i int) int {
	m := map[string][]string{} // -m: map[string][]string{} does not escape
	s := []string{text[:i&3]}  // -m: []string{...} does not escape
	m["key"] = gort.Strings(&s)
	return readValue(m)
}

// allocates: 1, 16 bytes
func Heap(i int) int {
	m := map[string][]string{}      // -m: map[string][]string{} does not escape
	m["key"] = []string{text[:i&3]} // -m: []string{...} escapes to heap
	return readValue(m)
}
