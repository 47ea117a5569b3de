/* SPDX-License-Identifier: MIT */
#include "accounting.h"

#include "allocator.h"

#include <string.h>

static struct tally tally;

static void *counting_malloc(size_t size)
{
    void *memory = allocator_serving.pair.malloc(size);
    if (memory) {
        tally.allocs++;
        tally.bytes += size;
        tally.usable_bytes += allocator_serving.usable(memory);
    }
    return memory;
}

static void counting_free(void *memory)
{
    tally.frees += memory != NULL;
    allocator_serving.pair.free(memory);
}

void accounting_start(void)
{
    memset(&tally, 0, sizeof tally);
    allocation_pair = (struct allocation_pair){ counting_malloc, counting_free };
}

struct tally accounting_read(void)
{
    return tally;
}

uint64_t tally_count(const struct tally *t, enum tally_count count)
{
    return count == TALLY_ALLOCS ? t->allocs : count == TALLY_BYTES ? t->bytes : t->usable_bytes;
}
