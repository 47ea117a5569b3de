/* SPDX-License-Identifier: MIT
 *
 * Go itself on the Go originals: what it runs allocates what the port declares and
 * computes the port's sums. Without a Go toolchain all is skipped. What the originals claim
 * for each version of Go is tested by tests/go/test_lanes.py.
 */
#include "harness/subject/catalogue.h"
#include "scenarios/gort/size_class.h"
#include "scenarios/index.h"

#include <criterion/criterion.h>
#include <criterion/hooks.h>
#include <criterion/parameterized.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

#define FOLDER PROGRAM "-go"

static const struct {
    const char *scenario, *reason;
} without_original[] = {
    { "free_on_sibling", "Go's collector frees" },
    { "free_on_same_l3", "Go's collector frees" },
    { "free_on_same_socket", "Go's collector frees" },
    { "free_on_other_node", "Go's collector frees" },
    { "blocked_thread", "Go has no such thing" },
};

enum { SCENARIOS_MAX = 200, SUMMED = 100, LINE_MAX_BYTES = 1024 };

/* ---- when Go's answer is known ---- */

/* The 19 of go1.19.8; 0 without Go. */
static unsigned go_minor(void)
{
    unsigned minor = 0;
    FILE *pipe = popen("go version 2>/dev/null", "r");
    if (pipe && fscanf(pipe, "go version go1.%u", &minor) != 1)
        minor = 0;
    if (pipe)
        pclose(pipe);
    return minor;
}

static FILE *open_original(const char *name)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/scenarios/%s.go", SOURCE_DIR, name);
    return fopen(path, "r");
}

/* "// allocates 1.24-: ..." says that from there on Go does what no port does. */
static void skip_unless_the_port_holds(const char *name, unsigned minor)
{
    char line[LINE_MAX_BYTES];
    unsigned first = 0;
    FILE *file = open_original(name);
    for (size_t i = 0; !file && i < sizeof without_original / sizeof *without_original; i++)
        if (strcmp(without_original[i].scenario, name) == 0)
            cr_skip_test("%s has no original: %s", name, without_original[i].reason);
    cr_assert(file, "scenarios/%s.go is missing", name);
    if (minor == 0)
        cr_skip_test("%s: no Go toolchain", name);
    while (fgets(line, sizeof line, file) && sscanf(line, "// allocates 1.%u-:", &first) != 1)
        first = 0;
    fclose(file);
    if (first && minor >= first)
        cr_skip_test("%s: from go1.%u on Go allocates what the port does not", name, first);
}

/* Counts all originals, once for all tests: FOLDER/counts. Each test is a process of its own,
 * and the Go program grows its stack to tens of megabytes whenever it starts. */
ReportHook(PRE_ALL)(struct criterion_test_set *tests)
{
    (void) tests;
    setenv("S", SOURCE_DIR "/scripts/dev/go-originals", 1);
    setenv("F", FOLDER, 1);
    if (go_minor() > 0 && system("rm -f \"$F/counts\" && \"$S\" \"$F\" && "
                                 "\"$F/originals\" count >\"$F/counted\" && "
                                 "mv \"$F/counted\" \"$F/counts\"") != 0)
        fprintf(stderr, "the Go originals were not counted\n"); /* each test fails */
}

static struct criterion_test_params every_scenario(void)
{
    static size_t indices[SCENARIOS_MAX];
    size_t count = 0;
    for (; scenarios[count]; count++)
        indices[count] = count;
    return cr_make_param_array(size_t, indices, count);
}

Test(go, is_told_of)
{
    unsigned minor = go_minor();
    if (minor == 0)
        cr_skip_test("no Go toolchain: the originals were not checked");
    cr_assert(minor >= 18, "go1.%u is older than the originals", minor);
}

/* ---- what it allocates and computes ---- */

/* What Go's allocator books for what the port asks for. One block is rounded
 * up to its class. Several: the classes fit them but for a map's bucket. */
static size_t booked(const struct scenario *scenario, const struct variant *variant)
{
    if (strcmp(scenario->name, "escaping_map") == 0 && variant->allocs == 2)
        return go_round_up(48) + go_round_up(272);
    return variant->allocs == 1 ? go_round_up(variant->bytes) : variant->bytes;
}

struct counted {
    char variant[16];
    size_t size; /* 0: the only one */
    double allocs, bytes;
    long long sum;
};

/* The largest value on a stack is 10 MiB; a worker's stack has 64. */
static void enlarge_stack(void)
{
    struct rlimit limit;
    cr_assert(getrlimit(RLIMIT_STACK, &limit) == 0);
    limit.rlim_cur = 64 << 20;
    cr_assert(setrlimit(RLIMIT_STACK, &limit) == 0);
}

static void *be_peer(void *scenario)
{
    ((const struct scenario *) scenario)->peer();
    return NULL;
}

/* The port's own sum of SUMMED operations. A scenario with a peer waits for it, so
 * the peer runs on a second thread. */
static long long sum_of(const struct scenario *scenario, const struct scenario_size *size,
                        const struct variant *variant)
{
    pthread_t peer;
    if (scenario->setup)
        scenario->setup(size->bytes);
    if (scenario->peer)
        cr_assert_eq(pthread_create(&peer, NULL, be_peer, (void *) scenario), 0);
    long long sum = (long long) variant->run(SUMMED);
    if (scenario->peer) {
        scenario->dismiss();
        pthread_join(peer, NULL);
    }
    if (scenario->teardown)
        scenario->teardown();
    return sum;
}

static void check_counts(const struct scenario *scenario, size_t k, const struct counted *go)
{
    const struct scenario_size *size = &scenario->sizes[k];
    for (const struct variant *v = size->variants; v->name; v++) {
        if (strcmp(v->name, go->variant) != 0)
            continue;
        char who[128];
        snprintf(who, sizeof who, "%s, %zu bytes, %s", scenario->name, size->bytes, v->name);
        cr_expect(go->allocs == v->allocs, "%s: Go allocates %g times, the port %u", who,
                  go->allocs, v->allocs);
        cr_expect(go->bytes == (double) booked(scenario, v), "%s: Go books %g bytes, the port %zu",
                  who, go->bytes, booked(scenario, v));
        cr_expect(sum_of(scenario, size, v) == go->sum, "%s: Go computes another sum", who);
        return;
    }
    cr_expect(0, "%s.go has %s, %zu bytes, the port does not", scenario->name, go->variant,
              size->bytes);
}

ParameterizedTestParameters(go, allocates_what_the_ports_declare)
{
    return every_scenario();
}

ParameterizedTest(size_t *index, go, allocates_what_the_ports_declare)
{
    const struct scenario *scenario = scenarios[*index];
    char line[LINE_MAX_BYTES], name[128];
    skip_unless_the_port_holds(scenario->name, go_minor());
    if (scenario->instances)
        cr_skip_test("%s: what is held is not what an operation allocates", scenario->name);
    size_t rows = 0;
    enlarge_stack();
    FILE *counts = fopen(FOLDER "/counts", "re");
    cr_assert(counts, "the Go originals were not counted");
    while (fgets(line, sizeof line, counts)) {
        struct counted go;
        int fields = sscanf(line, "%127[^,],%15[^,],%zu,%lf,%lf,%lld", name, go.variant, &go.size,
                            &go.allocs, &go.bytes, &go.sum);
        cr_assert(fields == 6, "%s", line);
        if (strcmp(name, scenario->name) != 0)
            continue;
        size_t k = 0;
        while (go.size != 0 && k < scenario_sizes(scenario) && scenario->sizes[k].bytes != go.size)
            k++;
        cr_assert(k < scenario_sizes(scenario), "the port has no size %zu", go.size);
        check_counts(scenario, k, &go);
        rows++;
    }
    fclose(counts);
    cr_expect(rows >= 2, "%s.go: fewer than two forms", scenario->name);
}
