// SPDX-License-Identifier: MIT

package others

import "testing"

func BenchmarkHeap(b *testing.B) { operation(b.N) }
