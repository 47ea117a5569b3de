// SPDX-License-Identifier: MIT

// type -1.23: runtime.hmap 48 bytes
// type 1.24-: internal/runtime/maps.Map 48 bytes
// go -1.23: the second object is a bucket of 272 bytes in a block of 288 (runtime/map.go).
// go 1.24-: the second object is a group of 264 bytes in a block of 288 (internal/runtime/maps).

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
