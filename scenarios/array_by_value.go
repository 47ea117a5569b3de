// SPDX-License-Identifier: MIT

package array_by_value

type small [512]int
type large [1000000]int

// The callers' arrays: every byte is 1, as in the port.
var callersSmall small
var callersLarge large

func init() {
	for k := range callersSmall {
		callersSmall[k] = 0x0101010101010101
	}
	for k := range callersLarge {
		callersLarge[k] = 0x0101010101010101
	}
}

//go:noinline
func readSmall(a small) int { return a[0] + a[len(a)-1] }

//go:noinline
func readLarge(a large) int { return a[0] + a[len(a)-1] }

//go:noinline
func pointSmall(a *small) int { return a[0] + a[len(a)-1] } // -m: a does not escape

//go:noinline
func pointLarge(a *large) int { return a[0] + a[len(a)-1] } // -m: a does not escape

func Stack4096(i int) int {
	callersSmall[0] = i
	return pointSmall(&callersSmall)
}

// Value4096: a copy in the callee's arguments. No diagnostic: nothing escapes.
func Value4096(i int) int {
	callersSmall[0] = i
	return readSmall(callersSmall)
}

func Stack8000000(i int) int {
	callersLarge[0] = i
	return pointLarge(&callersLarge)
}

func Value8000000(i int) int {
	callersLarge[0] = i
	return readLarge(callersLarge)
}
