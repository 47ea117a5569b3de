/* SPDX-License-Identifier: MIT
 *
 * The machine code of one object file, as `objdump -dr` prints it: which functions call
 * which, and which reach the allocation pair. For x86-64 and aarch64.
 *
 * Ownership: disassembly_free frees what disassembly_read allocated.
 */
#ifndef TESTS_SUPPORT_DISASSEMBLY_H
#define TESTS_SUPPORT_DISASSEMBLY_H

#include <stddef.h>

enum { FUNCTIONS_MAX = 256, CALLS_MAX = 128, FUNCTION_NAME_MAX = 64 };

struct function {
    char name[FUNCTION_NAME_MAX];
    char *code; /* its instructions, one a line, without addresses and padding */
    size_t length;
    char calls[CALLS_MAX][FUNCTION_NAME_MAX]; /* direct calls and jumps to functions */
    size_t call_count;
    int indirect_calls;
    int uses_malloc, uses_free; /* of the pair, in this very function */
    int visited;
    unsigned bases; /* aarch64: registers that hold the pair's address */
};

struct disassembly {
    struct function functions[FUNCTIONS_MAX];
    size_t count;
};

/* What a function and all that it calls within the object reach. */
struct reach {
    int malloc, free;
};

/* 0 or -EIO. */
int disassembly_read(const char *object, struct disassembly *code);
void disassembly_free(struct disassembly *code);

/* NULL when the object has no such function. */
struct function *disassembly_find(struct disassembly *code, const char *name);

struct reach disassembly_reach(struct disassembly *code, struct function *from);

#endif
