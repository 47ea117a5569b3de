/* SPDX-License-Identifier: MIT */
#include "resume.h"

#include "bench/commands.h"
#include "build.h"
#include "harness/base/files.h"
#include "harness/base/json_path.h"
#include "harness/base/rng.h"
#include "harness/quiet/quiet_state.h"
#include "harness/readback/provenance.h"
#include "harness/record/restore.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Copies the words of the run's command line, because parsing changes them. */
static int copy_words(struct resume *r, int *argc)
{
    const json_t *words = json_at(r->machine, "settings/arguments");
    size_t size = 1, i, n = json_array_size(words);
    json_t *word;
    json_array_foreach(words, i, word) size += json_string_length(word) + 1;
    r->words = malloc(size);
    if (!r->words || n == 0 || n >= sizeof r->argv / sizeof *r->argv)
        return -EINVAL;
    char *at = r->words;
    json_array_foreach(words, i, word)
    {
        const char *text = json_string_value(word);
        r->argv[i] = at;
        at = stpcpy(at, text ? text : "") + 1;
    }
    *argc = (int) n;
    return 0;
}

static int same_words(char *const *a, size_t a_count, char *const *b, size_t b_count)
{
    for (size_t i = 0; i < a_count && a_count == b_count; i++)
        if (strcmp(a[i], b[i]) != 0)
            return 0;
    return a_count == b_count;
}

static int same_text(const char *a, const char *b)
{
    return a && b ? strcmp(a, b) == 0 : a == b;
}

static int same_counters(const struct options_run *a, const struct options_run *b)
{
    for (size_t i = 0; i < a->counters.count && a->counters.count == b->counters.count; i++)
        if (strcmp(a->counters.names[i], b->counters.names[i]) != 0)
            return 0;
    return a->counters.count == b->counters.count && a->callgrind == b->callgrind;
}

/* Whether both command lines mean the same by the option `name`. Those that may be given
 * anew are not asked about. */
static int means_the_same(const char *name, const struct options_run *a,
                          const struct options_run *b)
{
    const struct {
        const char *name;
        int same;
    } options[] = {
        { "allocator",
          same_words(a->allocators, a->allocator_count, b->allocators, b->allocator_count) },
        { "size", a->size_count == b->size_count &&
                      memcmp(a->sizes, b->sizes, a->size_count * sizeof *a->sizes) == 0 },
        { "live", a->live_count == b->live_count &&
                      memcmp(a->live, b->live, a->live_count * sizeof *a->live) == 0 },
        { "gogc", same_words(a->gogc, a->gogc_count, b->gogc, b->gogc_count) },
        { "cpu", a->unit == b->unit && a->unit_index == b->unit_index },
        { "counters", same_counters(a, b) },
        { "effort", a->effort == b->effort },
        { "precision", a->precision == b->precision },
        { "seed", a->seed == b->seed },
        { "env",
          same_words(a->environment, a->environment_count, b->environment, b->environment_count) },
        { "machine", same_text(a->machine, b->machine) },
        { "label", same_words(a->labels, a->label_count, b->labels, b->label_count) },
        { "output", 0 },
        { "against", same_text(a->against, b->against) },
        { "detect", a->detect == b->detect },
    };
    for (size_t i = 0; i < sizeof options / sizeof *options; i++)
        if (strcmp(name, options[i].name) == 0)
            return options[i].same;
    return 1;
}

/* The run's settings are its own: an option that was given now must be one of them. */
static int check_options(struct resume *r, const struct options_run *now,
                         const struct options_run *then)
{
    for (size_t k = 0; k < options_run_count(); k++) {
        const char *name = options_run_name(k);
        if ((now->given >> k & 1) == 0 || means_the_same(name, now, then))
            continue;
        return -options_refuse(r->error,
                               "--%s contradicts %s: a run goes on in its folder and with its "
                               "settings; leave the option out, or measure anew without --resume",
                               name, now->resume);
    }
    return 0;
}

enum { MACHINE_MOST = 1 << 24 }; /* bytes */

int resume_open(struct resume *r, const struct options_run *now, struct options_run *options)
{
    char path[PATH_MAX];
    int argc = 0, error;
    snprintf(path, sizeof path, "%s/machine.json", now->resume);
    r->machine = files_read_json(path, MACHINE_MOST, &error);
    if (!r->machine)
        return -options_refuse(r->error, "%s is not a run that can go on: %s: %s", now->resume,
                               path, error == -EBADMSG ? "no JSON" : reason_of(error));
    if (copy_words(r, &argc) != 0)
        return -options_refuse(r->error, "%s does not have its command line", path);
    if (options_parse_run(argc, (char **) r->argv, options) != 0)
        return -options_refuse(r->error, "%s: %.2000s", path, options->error);
    const char *seed = json_string_value(json_at(r->machine, "settings/seed"));
    r->seed = options->seed = seed ? strtoull(seed, NULL, 10) : 0;
    if (check_options(r, now, options) != 0)
        return -EINVAL;
    options->max_time_s = now->max_time_s;
    options->strict = now->strict;
    options->quiet = now->quiet;
    options->resume = options->output = now->resume;
    return options->against
               ? -options_refuse(r->error,
                                 "%s was measured in turns with another program, and only one run "
                                 "can go on: measure both anew with --against",
                                 now->resume)
               : 0;
}

/* Refuses if the lanes are not those of the run, for instance because another allocator was
 * installed since. */
static int check_allocators(struct resume *r, const json_t *fresh)
{
    const json_t *then = json_object_get(r->machine, "allocators");
    const json_t *now = json_object_get(fresh, "allocators");
    for (size_t i = 0; i < json_array_size(then) || i < json_array_size(now); i++) {
        const json_t *a = json_array_get(then, i), *b = json_array_get(now, i);
        const char *name = json_string_value(json_object_get(a ? a : b, "name"));
        if (!a || !b || !json_equal(json_object_get(a, "name"), json_object_get(b, "name")) ||
            !json_equal(json_object_get(a, "version"), json_object_get(b, "version")))
            return -options_refuse(r->error,
                                   "the allocator %s is not the one that the run was measured with",
                                   name ? name : "?");
    }
    return 0;
}

static int check_build(struct resume *r, const json_t *fresh)
{
    const json_t *then = json_object_get(r->machine, "build");
    const json_t *now = json_object_get(fresh, "build");
    int dirty = json_is_true(json_object_get(then, "dirty"));
    if (dirty && !json_equal(json_object_get(then, "id"), json_object_get(now, "id")))
        return -options_refuse(r->error,
                               "the run is of another build of commit %s with uncommitted changes",
                               json_string_value(json_object_get(then, "commit")));
    return 0;
}

int resume_check(struct resume *r, const json_t *fresh)
{
    struct provenance differences;
    provenance_compare(r->machine, fresh, NULL, NULL, &differences);
    for (size_t i = 0; i < differences.count; i++) {
        const struct provenance_item *item = &differences.items[i];
        if (item->kind == KIND_METHOD)
            continue;
        return -options_refuse(r->error, "the run cannot go on here (%s: %s then, %s now)",
                               item->what, item->base, item->other);
    }
    int error = check_build(r, fresh);
    return error ? error : check_allocators(r, fresh);
}

/* Restores why counters are not available, which is the same in all workers of a run. */
static void restore_reasons(const struct resume *r, struct run *run)
{
    const json_t *counters = json_object_get(r->machine, "counters");
    for (size_t c = 0; c < run->case_count; c++) {
        for (size_t i = 0; i < run->settings.counters.count; i++) {
            const char *reason =
                json_string_value(json_object_get(counters, run->settings.counters.names[i]));
            snprintf(run->cases[c].reasons[i], COUNTER_REASON_MAX, "%s", reason ? reason : "");
        }
    }
}

/* Skips at least as many random numbers as were drawn: for each worker a seed and a place
 * in a round, and for each case some for counting. */
static void skip_random(struct run *run, size_t workers)
{
    for (size_t i = 0; i < 4 * workers + 32 * run->case_count + 64; i++)
        rng_next(run->rng);
}

int resume_results(struct resume *r, const char *folder, struct run *run)
{
    char path[PATH_MAX];
    size_t workers = 0;
    snprintf(path, sizeof path, "%s/samples.csv", folder);
    FILE *stream = files_open(path);
    run->samples_fd = stream ? open(path, O_RDWR | O_APPEND | O_CLOEXEC) : -1;
    if (run->samples_fd < 0 || restore_cut(run->samples_fd) != 0) {
        int error = errno;
        if (stream)
            fclose(stream);
        return -options_refuse(r->error, "%s: %s", path,
                               error == EBADMSG ? "not a regular file" : reason_of(-error));
    }
    int error = restore_results(run, path, stream, &workers, r->error);
    fclose(stream);
    restore_reasons(r, run);
    skip_random(run, workers);
    return error ? -EINVAL : 0;
}

json_t *resume_arguments(const struct resume *r)
{
    return json_deep_copy(json_at(r->machine, "settings/arguments"));
}

json_t *resume_sittings(const struct resume *r)
{
    json_t *sittings = json_deep_copy(json_object_get(r->machine, "sittings"));
    if (sittings)
        return sittings;
    return json_pack("[{s:O?, s:O?}]", "start", json_object_get(r->machine, "start"), "end",
                     json_object_get(r->machine, "end"));
}

void resume_quiet_state(const struct resume *r, struct quiet_state *state)
{
    const json_t *probe = json_object_get(r->machine, "probe");
    const struct quiet_state then = {
        .cycle_ns = json_number_value(json_object_get(probe, "reference_cycle_ns")),
        .cycles_per_slot = json_number_value(json_object_get(probe, "best_cycles_per_slot")),
    };
    if (quiet_state_is_possible(&then)) /* else the run was killed before the state was known */
        *state = then;
}

void resume_close(struct resume *r)
{
    json_decref(r->machine);
    free(r->words);
    *r = (struct resume){ .machine = NULL };
}
