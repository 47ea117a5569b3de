/* SPDX-License-Identifier: MIT
 *
 * An instance is one live object, every byte of it written. In RAM it takes more
 * than was asked for: the allocator's rounding, headers and pages. Page faults
 * are what it took to get them. In `released` it is freed. Not from the
 * articles. */

#include "harness/scenario.h"

#include <string.h>

static inline uint64_t make(size_t size, int release, uint64_t i)
{
    char *object = malloc(size);
    memset(object, 1, size);
    ESCAPE(object);
    if (release)
        free(object);
    return i;
}

#define OBJECTS(size)                                                                              \
    VARIANT(released_##size, i)                                                                    \
    {                                                                                              \
        return make(size, 1, i);                                                                   \
    }                                                                                              \
    VARIANT(retained_##size, i)                                                                    \
    {                                                                                              \
        return make(size, 0, i);                                                                   \
    }

OBJECTS(16)
OBJECTS(64)
OBJECTS(256)
OBJECTS(1024)
OBJECTS(4096)
OBJECTS(32768)

#define SIZE(size)                                                                                 \
    {                                                                                              \
        size,                                                                                      \
        {                                                                                          \
            { "released", released_##size, 0, 0 },                                                 \
            {                                                                                      \
                "retained", retained_##size, 1, size                                               \
            }                                                                                      \
        }                                                                                          \
    }

const struct scenario scenario_live_objects = {
    .name = "live_objects",
    .origin = "live",
    .title = "An object of N bytes stays alive",
    .instances = 20000,
    .sizes = { SIZE(16), SIZE(64), SIZE(256), SIZE(1024), SIZE(4096), SIZE(32768) },
};
