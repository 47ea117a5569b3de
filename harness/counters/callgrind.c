/* SPDX-License-Identifier: MIT */
#include "callgrind.h"

#include "simulate.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The cache sizes are fixed so that machines can be compared; by default callgrind takes
 * the sizes of the CPU that it runs on. The stack size is the worker's limit. */
const char *const callgrind_options[] = {
    "--command-line-only=yes",
    "--quiet",
    "--vgdb=no",
    "--tool=callgrind",
    "--collect-atstart=no",
    "--combine-dumps=yes",
    "--cache-sim=yes",
    "--branch-sim=yes",
    "--I1=32768,8,64",
    "--D1=32768,8,64",
    "--LL=8388608,16,64",
    "--main-stacksize=67108864",
    "--callgrind-out-file=/proc/self/fd/5",
    NULL,
};

/* The callgrind events whose sum is a count. */
static const struct {
    const char *events[4]; /* ended by NULL */
} sums[CALLGRIND_METRICS] = {
    [CALLGRIND_INSTRUCTIONS] = { { "Ir" } },
    [CALLGRIND_DATA_READS] = { { "Dr" } },
    [CALLGRIND_DATA_WRITES] = { { "Dw" } },
    [CALLGRIND_BRANCHES] = { { "Bc", "Bi" } },
    [CALLGRIND_BRANCH_MISPREDICTIONS] = { { "Bcm", "Bim" } },
    [CALLGRIND_I1_MISSES] = { { "I1mr" } },
    [CALLGRIND_D1_READ_MISSES] = { { "D1mr" } },
    [CALLGRIND_D1_WRITE_MISSES] = { { "D1mw" } },
    [CALLGRIND_LL_MISSES] = { { "ILmr", "DLmr", "DLmw" } },
};

static int is_kept(const char *variable)
{
    static const char *const kept[] = { "LD_",       "GLIBC_TUNABLES=", "MALLOC_",
                                        "MIMALLOC_", "TCMALLOC_",       "GC_",
                                        "TMPDIR=" };
    for (size_t i = 0; i < sizeof kept / sizeof *kept; i++)
        if (strncmp(variable, kept[i], strlen(kept[i])) == 0)
            return 1;
    return 0;
}

/* libc's functions for the oldest CPU of the architecture, with the thresholds that libc
 * computes for the caches of callgrind_options. A libc ignores names that it does not
 * know. */
const char callgrind_libc[] =
    "glibc.cpu.hwcaps=-AVX512F,-AVX512VL,-AVX512BW,-AVX512CD,-AVX512DQ,-AVX512ER,-AVX512PF,-AVX2,"
    "-AVX,-FMA,-FMA4,-F16C,-ERMS,-FSRM,-FSRS,-RTM,-SSE3,-SSSE3,-SSE4_1,-SSE4_2,-POPCNT,-BMI1,"
    "-BMI2,-LZCNT,-MOVBE,-XSAVE,-XSAVEC,-AVX_Fast_Unaligned_Load,-Fast_Copy_Backward,"
    "-Fast_Rep_String,-Fast_Unaligned_Copy,-Fast_Unaligned_Load,-Prefer_ERMS,-Prefer_FSRM,"
    "-Prefer_PMINUB_for_stringop,-Slow_BSF,-Slow_SSE4_2"
    ":glibc.cpu.x86_data_cache_size=32768:glibc.cpu.x86_shared_cache_size=8388608"
    ":glibc.cpu.x86_non_temporal_threshold=6291456:glibc.cpu.x86_rep_movsb_threshold=2048"
    ":glibc.cpu.x86_rep_stosb_threshold=2048:glibc.cpu.name=generic";

/* Puts callgrind_libc before the other settings of GLIBC_TUNABLES. */
static int pin_libc(void)
{
    static const char prefix[] = "glibc.cpu.";
    const char *own = getenv("GLIBC_TUNABLES");
    char settings[4096];
    size_t at = (size_t) snprintf(settings, sizeof settings, "%s", callgrind_libc);
    while (own && *own) {
        int length = (int) strcspn(own, ":");
        if (length > 0 && strncmp(own, prefix, sizeof prefix - 1) != 0)
            at += (size_t) snprintf(settings + at, sizeof settings - at, ":%.*s", length, own);
        if (at >= sizeof settings)
            return -E2BIG;
        own += length + (own[length] == ':');
    }
    return setenv("GLIBC_TUNABLES", settings, 1) == 0 ? 0 : -errno;
}

/* What reads the clock, and the versions that have it: jemalloc's decay; since jemalloc
 * 5.3.1 a collection of thread caches at most every 10 ms, instead of after so many bytes;
 * mimalloc's purging, which until 2.0.9 also looks for expired segments from a place that it
 * draws by the clock. A mimalloc ignores names that it does not know. */
const char *const callgrind_allocators[] = {
    "MALLOC_CONF=dirty_decay_ms:-1,muzzy_decay_ms:-1,experimental_tcache_gc:false",
    "MIMALLOC_ALLOW_DECOMMIT=0",
    "MIMALLOC_DECOMMIT_DELAY=1000000000",
    "MIMALLOC_RESET_DELAY=1000000000",
    "MIMALLOC_SEGMENT_DECOMMIT_DELAY=1000000000",
    "MIMALLOC_PURGE_DELAY=1000000000",
    NULL,
};

/* Sets the variable of `setting` (NAME=VALUE). The user's MALLOC_CONF stays in front: of two
 * values of an option jemalloc takes the later one. */
static int pin_allocator(const char *setting)
{
    char name[64], value[1024];
    const char *ours = strchr(setting, '=') + 1;
    snprintf(name, sizeof name, "%.*s", (int) (ours - setting - 1), setting);
    const char *own = strcmp(name, "MALLOC_CONF") == 0 ? getenv(name) : NULL;
    int length =
        snprintf(value, sizeof value, "%s%s%s", own ? own : "", own && *own ? "," : "", ours);
    if (length >= (int) sizeof value)
        return -E2BIG;
    return setenv(name, value, 1) == 0 ? 0 : -errno;
}

int callgrind_environment(void)
{
    size_t kept = 0;
    for (size_t i = 0; environ[i]; i++)
        if (is_kept(environ[i]))
            environ[kept++] = environ[i];
    environ[kept] = NULL;
    int error = pin_libc();
    for (size_t i = 0; callgrind_allocators[i] && !error; i++)
        error = pin_allocator(callgrind_allocators[i]);
    return error;
}

int callgrind_find(char *path, size_t size)
{
    int error = simulate_possible();
    const char *search = getenv("PATH");
    for (const char *at = search ? search : ""; !error && *at;) {
        int length = (int) strcspn(at, ":");
        if (length > 0 && at[0] == '/' &&
            snprintf(path, size, "%.*s/valgrind", length, at) < (int) size &&
            access(path, X_OK) == 0)
            return 0;
        at += length + (at[length] == ':');
    }
    return error ? error : -ENOENT;
}

/* The rest of the first line in [from, end) that starts with `key`; NULL if there is none
 * or its end is missing. */
static const char *find_line(const char *from, const char *end, const char *key)
{
    size_t length = strlen(key);
    while (from < end) {
        const char *stop = memchr(from, '\n', (size_t) (end - from));
        if (!stop)
            return NULL;
        if ((size_t) (stop - from) >= length && memcmp(from, key, length) == 0)
            return from + length;
        from = stop + 1;
    }
    return NULL;
}

/* The part dumped under `name`: from the line after its trigger to the next part or to the
 * end of the text. */
static const char *find_part(const char *dumps, const char *name, const char **end)
{
    char trigger[64];
    const char *stop = dumps + strlen(dumps);
    int length = snprintf(trigger, sizeof trigger, "desc: Trigger: Client Request: %s\n", name);
    const char *part = dumps;
    while ((part = strstr(part, trigger)) && part != dumps && part[-1] != '\n')
        part++;
    if (!part || length >= (int) sizeof trigger)
        return NULL;
    part += length;
    const char *next = strstr(part, "\npart: ");
    *end = next ? next + 1 : stop;
    return part;
}

/* Adds the total of each event to its metrics. Returns how many event names there are.
 * callgrind leaves out zeros at a line's end. */
static int add_totals(const char *events, const char *numbers, uint64_t *totals)
{
    int known = 0;
    while (*events && *events != '\n') {
        size_t length = strcspn(events, " \n");
        char *after = (char *) numbers;
        uint64_t number = *numbers == '\n' ? 0 : strtoull(numbers, &after, 10);
        if (*numbers != '\n' && (after == numbers || (*after != ' ' && *after != '\n')))
            return -EBADMSG;
        for (size_t m = 0; m < CALLGRIND_METRICS; m++)
            for (size_t e = 0; sums[m].events[e]; e++)
                if (strlen(sums[m].events[e]) == length &&
                    memcmp(sums[m].events[e], events, length) == 0) {
                    totals[m] += number;
                    known++;
                }
        events += length + (events[length] == ' ');
        numbers = after + (*after == ' ');
    }
    return *numbers == '\n' ? known : -EBADMSG;
}

int callgrind_totals(const char *dumps, const char *name, uint64_t totals[CALLGRIND_METRICS])
{
    enum { EVENTS = 13 };
    const char *end, *part = find_part(dumps, name, &end);
    memset(totals, 0, CALLGRIND_METRICS * sizeof *totals);
    if (!part)
        return -ENOENT;
    const char *events = find_line(part, end, "events: ");
    const char *numbers = find_line(part, end, "totals: ");
    if (!events || !numbers)
        return -EBADMSG;
    return add_totals(events, numbers, totals) == EVENTS ? 0 : -EBADMSG;
}

int callgrind_slope(const char *dumps, size_t variant, uint64_t ops,
                    struct callgrind_counts *counts)
{
    uint64_t totals[2][CALLGRIND_METRICS];
    for (int i = 0; i < 2; i++) {
        char name[32];
        simulate_dump_name(name, sizeof name, variant, i == 0 ? 1 : ops + 1);
        int error = callgrind_totals(dumps, name, totals[i]);
        if (error)
            return error;
    }
    if (ops == 0 || totals[1][0] < totals[0][0])
        return -ERANGE;
    /* The longer batch runs later and may find a cache or predictor slightly warmer. A
     * difference below 0 is therefore 0 per operation. */
    for (size_t m = 0; m < CALLGRIND_METRICS; m++)
        counts->per_op[m] =
            totals[1][m] < totals[0][m] ? 0 : (double) (totals[1][m] - totals[0][m]) / (double) ops;
    return 0;
}

void callgrind_version(const char *dumps, char version[CALLGRIND_VERSION_MAX])
{
    const char *creator = find_line(dumps, dumps + strlen(dumps), "creator: ");
    int length = creator ? (int) strcspn(creator, "\n") : 0;
    snprintf(version, CALLGRIND_VERSION_MAX, "%.*s", length, creator ? creator : "");
}

static char *read_all(int fd)
{
    struct stat info;
    size_t at = 0;
    if (fstat(fd, &info) != 0)
        return NULL;
    char *text = malloc((size_t) info.st_size + 1);
    while (text && at < (size_t) info.st_size) {
        ssize_t got = pread(fd, text + at, (size_t) info.st_size - at, (off_t) at);
        if (got <= 0)
            break;
        at += (size_t) got;
    }
    if (text)
        text[at] = '\0';
    return text;
}

int callgrind_read(int fd, size_t variants, uint64_t ops, struct callgrind_counts *counts,
                   char version[CALLGRIND_VERSION_MAX])
{
    char *dumps = read_all(fd);
    int error = dumps ? 0 : -ENOMEM;
    for (size_t v = 0; v < variants && !error; v++)
        error = callgrind_slope(dumps, v, ops, &counts[v]);
    if (!error)
        callgrind_version(dumps, version);
    free(dumps);
    return error;
}
