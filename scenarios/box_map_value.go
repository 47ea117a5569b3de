// SPDX-License-Identifier: MIT

package box_map_value

import "escapes/gort"

//go:noinline
func readValue(m map[string]interface{}) int {
	value, _ := m["key"].(int)
	return value & 255
}

func Stack(i int) int {
	value := 1024 + i&255
	m := map[string]interface{}{} // -m: map[string]interface {}{} does not escape
	m["key"] = gort.Box(&value)
	return readValue(m)
}

// allocates: 1, 8 bytes
func Heap(i int) int {
	value := 1024 + i&255
	m := map[string]interface{}{} // -m: map[string]interface {}{} does not escape
	m["key"] = value              // -m: value escapes to heap
	return readValue(m)
}

func Static(i int) int {
	value := i & 255
	m := map[string]interface{}{}
	m["key"] = value // -m: value escapes to heap
	return readValue(m)
}
