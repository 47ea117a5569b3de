// SPDX-License-Identifier: MIT

// Package others times the same operation with `go test -bench`. The script links
// the object file that it wants by CGO_LDFLAGS.
package others

// #include "operation.h"
import "C"

func operation(n int) { C.operation(C.ulong(n)) }
