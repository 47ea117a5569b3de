// SPDX-License-Identifier: MIT

// go 1.25-: a make of variable size finds 32 bytes in the frame, and allocates what does not fit; `-m` says of both that it does not escape (VariableMakeThreshold, cmd/compile/internal/base/flag.go).

package runtime_size_slice

//go:noinline
func use(b []byte, i int) int { return int(b[0]) + i }

// A size that is known when the program is compiled.

func Stack64(i int) int    { return use(make([]byte, 64), i) }    // -m: make([]byte, 64) does not escape
func Stack256(i int) int   { return use(make([]byte, 256), i) }   // -m: make([]byte, 256) does not escape
func Stack1024(i int) int  { return use(make([]byte, 1024), i) }  // -m: make([]byte, 1024) does not escape
func Stack4096(i int) int  { return use(make([]byte, 4096), i) }  // -m: make([]byte, 4096) does not escape
func Stack32768(i int) int { return use(make([]byte, 32768), i) } // -m: make([]byte, 32768) does not escape
func Stack65536(i int) int { return use(make([]byte, 65536), i) } // -m: make([]byte, 65536) does not escape

// The same sizes, known only when it runs.
//
//go:noinline
func runtimeSize(n, i int) int {
	b := make([]byte, n) // -m -1.24: make([]byte, n) escapes to heap // -m 1.25-: make([]byte, n) does not escape
	return use(b, i)
}

// allocates: 1, 64 bytes
func Heap64(i int) int { return runtimeSize(64, i) }

// allocates: 1, 256 bytes
func Heap256(i int) int { return runtimeSize(256, i) }

// allocates: 1, 1024 bytes
func Heap1024(i int) int { return runtimeSize(1024, i) }

// allocates: 1, 4096 bytes
func Heap4096(i int) int { return runtimeSize(4096, i) }

// allocates: 1, 32768 bytes
func Heap32768(i int) int { return runtimeSize(32768, i) }

// allocates: 1, 65536 bytes
func Heap65536(i int) int { return runtimeSize(65536, i) }
