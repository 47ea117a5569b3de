// SPDX-License-Identifier: MIT

package new_user

import "sync"

type user struct {
	lock sync.Mutex
	name string
	age  int
}

var kept *user

//go:noinline
func use(u *user) int { return len(u.name) + u.age }

// keep stands for fmt.Println(u), which is what makes u escape.
//
//go:noinline
func keep(u *user) int {
	if u.age < 0 { // never
		kept = u
	}
	return len(u.name) + u.age
}

func Stack(i int) int {
	u := new(user) // -m: new(user) does not escape
	u.name = "Bill"
	u.age = i
	return use(u)
}

// allocates: 1, 32 bytes
func Heap(i int) int {
	u := new(user) // -m: new(user) escapes to heap
	u.name = "Bill"
	u.age = i
	return keep(u)
}
