// SPDX-License-Identifier: MIT

// go 1.27-: a local function value that is assigned once is resolved, so f is a package's variable here (resolveAssignedCallees, cmd/compile/internal/escape/call.go).

package unknown_callee

import "escapes/gort"

//go:noinline
func foo(data *int) { *data += 1 }

var f = foo // a variable that others may set

func Stack(i int) int {
	data := i
	f(gort.Int(&data))
	return data
}

// allocates: 1, 8 bytes
func Heap(i int) int {
	data := i // -m: moved to heap: data
	f(&data)
	return data
}
