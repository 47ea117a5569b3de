// SPDX-License-Identifier: MIT

package return_user

type user struct {
	name  string
	email string
}

const email = "bill@email.com"

//go:noinline
func createUserV1(i int) user {
	u := user{name: "Bill", email: email[:len(email)-i&7]}
	return u
}

//go:noinline
func createUserV2(i int) *user {
	u := user{name: "Bill", email: email[:len(email)-i&7]} // -m: moved to heap: u
	return &u
}

//go:noinline
func use(u *user) int { return len(u.name) + len(u.email) + int(u.name[0]) }

func Stack(i int) int {
	u := createUserV1(i)
	return use(&u)
}

// allocates: 1, 32 bytes
func Heap(i int) int { return use(createUserV2(i)) }
