/* SPDX-License-Identifier: MIT */
#include "found.h"

#include "harness/record/machine_json.h"

#include <stdio.h>
#include <string.h>

/* Whether the worker failed because the dynamic linker found no file of that name. */
static int is_absent(const struct worker_report *report)
{
    return strstr(report->error, "cannot open shared object file") != NULL;
}

static int try(struct found_allocator *entry, struct worker_pool *pool, unsigned pu,
               const char *library)
{
    *pool->plan = (struct worker_plan){ .job = WORKER_IDENTIFY, .pus = { pu }, .pu_count = 1 };
    entry->allocator.library = library;
    worker_plan_allocator(pool->plan, &entry->allocator);
    int works = worker_pool_run(pool) == 0;
    if (works && library) {
        snprintf(entry->file, sizeof entry->file, "%s", pool->report->allocator.file);
        entry->allocator.library = entry->file;
    }
    return works;
}

/* Writes a reason such as "not installed: no libmimalloc.so.2, libmimalloc.so.3 or
 * libmimalloc.so.1 is found". */
static void say_absent(struct found_allocator *entry, const struct allocator *allocator)
{
    const char *const *others = allocator_other_names(allocator);
    char *end = entry->reason + sizeof entry->reason;
    char *at = entry->reason;
    at += snprintf(at, (size_t) (end - at), "not installed: no %s", allocator->library);
    for (; *others && at < end; others++)
        at += snprintf(at, (size_t) (end - at), "%s%s", others[1] ? ", " : " or ", *others);
    if (at < end)
        snprintf(at, (size_t) (end - at), " is found");
}

int found_verify(struct found *found, struct worker_pool *pool, unsigned pu,
                 const struct allocator *allocator)
{
    if (found->count == sizeof found->list / sizeof *found->list)
        return 0;
    struct found_allocator *entry = &found->list[found->count++];
    *entry = (struct found_allocator){ .allocator = *allocator };
    const char *const *other = allocator_other_names(allocator);
    int by_file = allocator->library && strchr(allocator->library, '/');
    int works = try(entry, pool, pu, allocator->library);
    while (!works && !by_file && is_absent(pool->report) && *other)
        works = try(entry, pool, pu, *other++);
    if (!works) {
        entry->allocator.library = allocator->library;
        if (!by_file && allocator->library && is_absent(pool->report))
            say_absent(entry, allocator);
        else
            snprintf(entry->reason, sizeof entry->reason, "%s", pool->report->error);
        snprintf(pool->report->error, sizeof pool->report->error, "%s", entry->reason);
    }
    json_array_append_new(found->records, machine_json_allocator(allocator, pool->report));
    return works;
}

const struct allocator *found_resolve(const struct found *found, const struct allocator *allocator)
{
    for (size_t i = 0; i < found->count; i++)
        if (strcmp(found->list[i].allocator.name, allocator->name) == 0 && found->list[i].file[0])
            return &found->list[i].allocator;
    return allocator;
}

void found_remark(const struct found *found, char *out, size_t size)
{
    size_t at = 0;
    out[0] = '\0';
    for (size_t i = 0; i < found->count && at < size; i++)
        if (found->list[i].reason[0])
            at += (size_t) snprintf(out + at, size - at, "%s left out: %s\n",
                                    found->list[i].allocator.name, found->list[i].reason);
}

void found_remark_environment(const struct environment *environment)
{
    for (size_t i = 0; environment->asked[i]; i++)
        fprintf(stderr, "workers have %s\n", environment->asked[i]);
    if (!environment->dropped[0])
        return;
    fputs("not passed on to workers:", stderr);
    for (size_t i = 0; environment->dropped[i]; i++)
        fprintf(stderr, "%s %s", i ? "," : "", environment->dropped[i]);
    fputs("; --env NAME=VALUE measures with a variable set\n", stderr);
}
