// SPDX-License-Identifier: MIT

// -m holds: go1.18 to go1.23; from 1.24 on a map is made of other blocks.
package escaping_map

import "escapes/gort"

var kept map[string]interface{}

//go:noinline
func use(m map[string]interface{}) int {
	value, _ := m["key"].(int)
	return value
}

//go:noinline
func keep(m map[string]interface{}) int {
	if len(m) > 8 { // never
		kept = m
	}
	return use(m)
}

func Stack(i int) int {
	m := map[string]interface{}{} // -m: map[string]interface {}{} does not escape
	m["key"] = gort.Box(&i)
	return use(m)
}

// allocates: 2, 336 bytes
func Heap(i int) int {
	m := map[string]interface{}{} // -m: map[string]interface {}{} escapes to heap
	m["key"] = gort.Box(&i)
	return keep(m)
}
