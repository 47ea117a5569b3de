// SPDX-License-Identifier: MIT

// The string is made at run time; a literal, as in the article, is read-only data.
package substring

import "strings"

const head = 10

// What the program goes on using: a view of ten bytes in each.
type view struct {
	text   string
	before *view
}

var kept *view

//go:noinline
func readText(size, i int) string {
	bytes := make([]byte, size) // -m -1.24: make([]byte, size) escapes to heap // -m 1.25-: make([]byte, size) does not escape
	for k := range bytes {
		bytes[k] = 'a' + byte(i%26)
	}
	return string(bytes) // -m: string(bytes) escapes to heap
}

//go:noinline
func released(size, i int) int {
	text := strings.Clone(readText(size, i)[:head]) // -m -1.22: make([]byte, len(strings.s)) escapes to heap // -m 1.23-: make([]byte, len(stringslite.s)) escapes to heap
	kept = &view{text, kept}                        // -m: &view{...} escapes to heap
	return int(text[head-1])
}

//go:noinline
func retained(size, i int) int {
	text := readText(size, i)[:head]
	kept = &view{text, kept} // -m: &view{...} escapes to heap
	return int(text[head-1])
}

func Released1024(i int) int    { return released(1<<10, i) }
func Retained1024(i int) int    { return retained(1<<10, i) }
func Released1048576(i int) int { return released(1<<20, i) }
func Retained1048576(i int) int { return retained(1<<20, i) }
