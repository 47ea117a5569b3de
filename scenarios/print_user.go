// SPDX-License-Identifier: MIT

package print_user

import (
	"fmt"
	"io"
)

type user struct {
	name  string
	email string
}

const email = "bill@email.com"

func (u *user) sum() int { return len(u.name) + len(u.email) + int(u.name[0]) }

// print keeps nothing, as the built-in println does not.
//
//go:noinline
func print(arg interface{}) int {
	u, _ := arg.(*user)
	look := *u
	return look.sum()
}

func Stack(i int) int {
	u := user{name: "Bill", email: email[:len(email)-i&7]}
	return print(&u)
}

// Heap has createUserV1's code as the article prints it: u escapes here too.
// The second block is the copy that fmt makes of *u.
// allocates: 2, 64 bytes
func Heap(i int) int {
	u := user{name: "Bill", email: email[:len(email)-i&7]} // -m: moved to heap: u
	fmt.Fprintln(io.Discard, &u)
	return u.sum()
}
