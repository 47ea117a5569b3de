// SPDX-License-Identifier: MIT

package box_map_key

import "escapes/gort"

//go:noinline
func sumAll(m map[interface{}]interface{}) int {
	sum := 0
	for k, v := range m {
		key, _ := k.(int)
		value, _ := v.(int)
		sum += (key + value) & 255
	}
	return sum
}

func Stack(i int) int {
	key, value := 1024+i&127, 1024+i&127
	m := map[interface{}]interface{}{} // -m: map[interface {}]interface {}{} does not escape
	m[gort.Box(&key)] = gort.Box(&value)
	return sumAll(m)
}

// allocates: 2, 16 bytes
func Heap(i int) int {
	key, value := 1024+i&127, 1024+i&127
	m := map[interface{}]interface{}{} // -m: map[interface {}]interface {}{} does not escape
	m[key] = value                     // -m: key escapes to heap; value escapes to heap
	return sumAll(m)
}

func Static(i int) int {
	key, value := i&127, i&127
	m := map[interface{}]interface{}{}
	m[key] = value // -m: key escapes to heap; value escapes to heap
	return sumAll(m)
}
