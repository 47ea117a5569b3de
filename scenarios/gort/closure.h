/* SPDX-License-Identifier: MIT
 *
 * Go's closure: a record that starts with the code's address; the captured
 * variables, or their addresses, follow. The code is called with the record
 * (Go 1.19, cmd/compile/internal/walk/closure.go; register DX on amd64).
 */
#ifndef GORT_CLOSURE_H
#define GORT_CLOSURE_H

#include <stdint.h>

struct go_closure;
typedef int64_t go_func(struct go_closure *closure);

struct go_closure {
    go_func *code;
};

static inline int64_t go_call(struct go_closure *closure)
{
    return closure->code(closure);
}

#endif
