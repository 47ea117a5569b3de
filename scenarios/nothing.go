// SPDX-License-Identifier: MIT

package nothing

func Stack(i int) int { return i }

func Heap(i int) int { return i }
