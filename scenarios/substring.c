/* SPDX-License-Identifier: MIT
 *
 * head := s[:10]. A string is a view of bytes, and a view of ten of them keeps
 * all of them alive, because only whole blocks are freed. In `released` the ten
 * bytes are copied (strings.Clone), and the long string is freed. */

#include "gort/go_string.h"
#include "gort/new.h"

enum { HEAD = 10 };

static struct go_string kept; /* what the program goes on using */

/* A string of `size` bytes made at run time, so on the heap. */
static inline char *read_text(size_t size, uint64_t i)
{
    char *bytes = malloc(size);
    memset(bytes, 'a' + (int) (i % 26), size);
    ESCAPE(bytes);
    return bytes;
}

static inline uint64_t released(size_t size, uint64_t i)
{
    char *bytes = read_text(size, i), *clone = malloc(HEAD);
    memcpy(clone, bytes, HEAD);
    free(bytes);
    kept = (struct go_string){ clone, HEAD };
    return (uint64_t) kept.bytes[HEAD - 1];
}

static inline uint64_t retained(size_t size, uint64_t i)
{
    kept = (struct go_string){ read_text(size, i), HEAD };
    return (uint64_t) kept.bytes[HEAD - 1];
}

VARIANT(released_kib, i)
{
    return released(1 << 10, i);
}

VARIANT(retained_kib, i)
{
    return retained(1 << 10, i);
}

VARIANT(released_mib, i)
{
    return released(1 << 20, i);
}

VARIANT(retained_mib, i)
{
    return retained(1 << 20, i);
}

const struct scenario scenario_substring = {
    .name = "substring",
    .origin = "L4",
    .title = "Ten bytes of a long string are kept",
    .note = "the string is made at run time; a literal, as in the article, is read-only data",
    .instances = 2000,
    .sizes = {
        { 1 << 10,
          { { "released", released_kib, 1, HEAD }, { "retained", retained_kib, 1, 1 << 10 } } },
        { 1 << 20,
          { { "released", released_mib, 1, HEAD }, { "retained", retained_mib, 1, 1 << 20 } } },
    },
};
