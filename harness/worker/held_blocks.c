/* SPDX-License-Identifier: MIT */
#include "held_blocks.h"

#include "harness/subject/allocator.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

enum {
    BLOCKS_MOST = 1 << 16,
    HELD_MOST = 16 << 20, /* about how many bytes a worker's instances may hold */
    INSTANCES_LEAST = 4,
    FILL_BYTES = 1 << 20,
    FILL_BLOCKS = 1 << 14,
    COLLECTIONS = 4,
};

/* The records: every block that is alive. They lie outside the allocator's memory and are
 * in RAM before the first reading, so recording does not change what is read. A collector
 * takes the records for roots, so a block that was not freed is never collected. */
static struct {
    struct block {
        void *memory;
        size_t asked;
    } * blocks;
    size_t count;
    int overflow;
} records;

static void *recording_malloc(size_t size)
{
    void *memory = allocator_serving.pair.malloc(size);
    if (memory && records.count < BLOCKS_MOST)
        records.blocks[records.count++] = (struct block){ memory, size };
    else if (memory)
        records.overflow = 1;
    return memory;
}

/* Records that a block is freed. The search begins at the newest record, because most
 * blocks are freed young. */
static void recording_free(void *memory)
{
    for (size_t i = records.count; i > 0 && memory; i--) {
        if (records.blocks[i - 1].memory == memory) {
            records.blocks[i - 1] = records.blocks[--records.count];
            records.blocks[records.count].memory = NULL; /* a collector reads this record, too */
            break;
        }
    }
    allocator_serving.pair.free(memory);
}

/* Reads a file of /proc without the allocator. */
static int read_text(const char *path, char *text, size_t size)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t length = fd < 0 ? -1 : read(fd, text, size - 1);
    if (fd >= 0)
        close(fd);
    text[length > 0 ? length : 0] = '\0';
    return length > 0;
}

/* Anonymous memory in RAM, from smaps_rollup (proc(5), Linux 4.14), which walks the page
 * tables. The resident size in statm is not used: since Linux 6.2 it is counted per CPU and
 * summed only from time to time, so it may be wrong by hundreds of KiB. */
static double read_rss(void)
{
    char text[4096];
    unsigned long kib;
    if (!read_text("/proc/self/smaps_rollup", text, sizeof text))
        return NAN;
    const char *line = strstr(text, "\nAnonymous:");
    return line && sscanf(line, " Anonymous: %lu kB", &kib) == 1 ? 1024.0 * (double) kib : NAN;
}

static double read_reserved(void)
{
    char text[256];
    unsigned long pages;
    int read = read_text("/proc/self/statm", text, sizeof text);
    return read && sscanf(text, "%lu", &pages) == 1
               ? (double) pages * (double) sysconf(_SC_PAGESIZE)
               : NAN;
}

/* Minor page faults of the whole process, because a scenario's own threads fault, too. */
static double read_faults(void)
{
    struct rusage usage;
    return getrusage(RUSAGE_SELF, &usage) == 0 ? (double) usage.ru_minflt : NAN;
}

void held_blocks_read_kernel(struct retained *now)
{
    now->of[RETAINED_RSS] = read_rss();
    now->of[RETAINED_RESERVED] = read_reserved();
    now->of[RETAINED_FAULTS] = read_faults();
}

/* Reads the records and the kernel after freed memory is given back. libgc gives a block
 * back only some collections after the one that found it free. */
static struct retained read_records(void)
{
    for (int i = 0; i < COLLECTIONS && allocator_serving.collect; i++)
        allocator_serving.collect();
    struct retained now = { { [RETAINED_ALLOCS] = (double) records.count } };
    for (size_t i = 0; i < records.count; i++) {
        now.of[RETAINED_BYTES] += (double) allocator_serving.usable(records.blocks[i].memory);
        now.of[RETAINED_ASKED] += (double) records.blocks[i].asked;
    }
    now.of[RETAINED_RSS] = read_rss();
    now.of[RETAINED_RESERVED] = read_reserved();
    return now;
}

/* Fills the free memory of a fresh process with blocks like those of the first instance.
 * The start of the heap and half-empty slabs are in RAM already, so small instances placed
 * there would not show. */
static void fill_slack(void)
{
    size_t first = records.count, bytes = 0;
    for (size_t i = 0; i < first && records.blocks[i].asked < FILL_BYTES; i++)
        bytes += records.blocks[i].asked;
    size_t copies = bytes > 0 ? FILL_BYTES / bytes : 0;
    for (size_t n = 0; n < copies && records.count < FILL_BLOCKS; n++) {
        for (size_t i = 0; i < first; i++) {
            void *block = recording_malloc(records.blocks[i].asked);
            if (block)
                memset(block, 1, records.blocks[i].asked);
        }
    }
}

static void free_all(void)
{
    for (size_t i = 0; i < records.count; i++)
        allocator_serving.pair.free(records.blocks[i].memory);
    records.count = 0;
}

static int open_records(void)
{
    size_t length = BLOCKS_MOST * sizeof *records.blocks;
    records.blocks = mmap(NULL, length, PROT_READ | PROT_WRITE,
                          MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
    if (records.blocks == MAP_FAILED)
        return -ENOMEM;
    records.count = 0;
    records.overflow = 0;
    if (allocator_serving.add_roots)
        allocator_serving.add_roots(records.blocks, records.blocks + BLOCKS_MOST);
    return 0;
}

static void close_records(void)
{
    free_all();
    if (allocator_serving.remove_roots)
        allocator_serving.remove_roots(records.blocks, records.blocks + BLOCKS_MOST);
    munmap(records.blocks, BLOCKS_MOST * sizeof *records.blocks);
}

unsigned held_blocks_instances(const struct scenario *scenario, size_t size, unsigned most)
{
    size_t bytes = 1;
    for (const struct variant *v = scenario->sizes[size].variants; v->name; v++)
        bytes = v->bytes > bytes ? v->bytes : bytes;
    size_t fitting = HELD_MOST / bytes < INSTANCES_LEAST ? INSTANCES_LEAST : HELD_MOST / bytes;
    return fitting < most ? (unsigned) fitting : most;
}

/* Runs `instances` instances between two readings of the page faults. All other readings
 * come before or after, because they cause page faults, too. */
static struct retained run_between(const struct variant *variant, unsigned instances,
                                   uint64_t *checksum)
{
    struct retained held, from = read_records();
    from.of[RETAINED_FAULTS] = read_faults();
    *checksum = variant->run(instances);
    double faults = read_faults();
    struct retained to = read_records();
    to.of[RETAINED_FAULTS] = faults;
    for (size_t m = 0; m < RETAINED_MEASURES; m++)
        held.of[m] = (to.of[m] - from.of[m]) / instances;
    double asked = held.of[RETAINED_ASKED];
    held.of[RETAINED_RSS_RATE] = asked > 0 ? held.of[RETAINED_RSS] / asked : NAN;
    return held;
}

int held_blocks_measure(const struct variant *variant, unsigned instances, struct retained *held,
                        uint64_t *checksum)
{
    int error = open_records();
    if (error)
        return error;
    struct allocation_pair before = allocation_pair;
    allocation_pair = (struct allocation_pair){ recording_malloc, recording_free };

    variant->run(1);
    fill_slack();
    *held = run_between(variant, instances, checksum);

    allocation_pair = before;
    close_records();
    return records.overflow ? -ENOBUFS : 0;
}
