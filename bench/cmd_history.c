/* SPDX-License-Identifier: MIT */
#include "bench/print/history_page.h"
#include "commands.h"
#include "harness/base/files.h"
#include "options.h"

#include <argp.h>
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { TIME_MAX = 32 };

struct options_history {
    const char *verb;
    char **operands; /* points into argv */
    int operand_count;
    const char *folder, *output;
    struct entry_commit commit;
    char time[TIME_MAX]; /* of the commit, in UTC; empty: not given */
    char error[OPTIONS_ERROR_MAX];
};

static const struct argp_option history_options[] = {
    { "folder", 'd', "FOLDER", 0, "Folder of the history (default: escapebench-history)", 0 },
    { "commit", 'c', "COMMIT", 0,
      "add: the commit that was measured (default: the commit of this escapebench)", 0 },
    { "time", 't', "TIME", 0,
      "add: the commit's time, which orders the history, such as 2026-11-28T03:04:05Z or "
      "2026-11-28T04:04:05+01:00 (default: the start of the run)",
      0 },
    { "output", 'o', "FILE", 0, "page: the file to write (default: FOLDER/index.html)", 0 },
    { 0 },
};

static const char history_doc[] =
    "Keeps what escapes cost from commit to commit, in a folder of small files.\vadd RUN... "
    "appends summaries of runs. Every run has files of its own. So several jobs may add at the "
    "same time, and a git branch with the folder merges without a conflict.\n"
    "page writes one HTML page with costs, intervals and change points for each CPU and "
    "allocator.\n"
    "blame SCENARIO names the commits between which its cost changed, and the size of the "
    "change.\n"
    "key RUN prints the folder's name for the run's CPU, microcode, kernel line and --env.\n"
    "\n"
    "Change points are found by PELT with a penalty of 3 log n (docs/ci.md).\n"
    "\n"
    "Examples:\n"
    "  escapebench history add results/latest --commit $(git rev-parse HEAD) \\\n"
    "      --time $(git log -1 --format=%cI)\n"
    "  escapebench history blame return_pointer";

/* Writes the time `word` to `text` as 2026-11-28T03:04:05Z: in that form times sort as text.
 * -EINVAL: it is not a time with an offset from UTC. */
static int put_utc(const char *word, char text[TIME_MAX])
{
    struct tm parts = { 0 };
    const char *end = strptime(word, "%Y-%m-%dT%H:%M:%S%z", &parts);
    if (!end || *end)
        return -EINVAL;
    long ahead_s = parts.tm_gmtoff;
    time_t seconds = timegm(&parts) - ahead_s;
    return gmtime_r(&seconds, &parts) && strftime(text, TIME_MAX, "%Y-%m-%dT%H:%M:%SZ", &parts)
               ? 0
               : -EINVAL;
}

static error_t history_option(int key, char *word, struct argp_state *state)
{
    struct options_history *options = state->input;
    switch (key) {
    case 'd':
        options->folder = word;
        return 0;
    case 'c':
        options->commit.commit = word;
        return *word ? 0 : options_refuse(options->error, "--commit wants a name");
    case 't':
        options->commit.time = options->time;
        return put_utc(word, options->time) == 0
                   ? 0
                   : options_refuse(options->error,
                                    "'%s' is not a time such as 2026-11-28T03:04:05Z or "
                                    "2026-11-28T04:04:05+01:00",
                                    word);
    case 'o':
        options->output = word;
        return 0;
    case ARGP_KEY_ARG:
        if (!options->verb)
            options->verb = word;
        else
            options->operands[options->operand_count++] = word;
        return 0;
    case ARGP_KEY_END:
        return options->verb ? 0
                             : options_refuse(options->error,
                                              "history wants one of add, page, blame and key");
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

/* ---- add and key ---- */

static int for_run(const struct options_history *options, const char *path,
                   int (*act)(const struct options_history *, const struct runfile *))
{
    static const struct runfile_filter all;
    struct runfile run;
    int status = EXIT_USAGE;
    if (runfile_load(&run, path, &all) != 0)
        complain("%s", run.error);
    else if (!run.machine)
        complain("%s: no machine.json there: a history needs to know the CPU", path);
    else
        status = act(options, &run);
    runfile_free(&run);
    return status;
}

static int add(const struct options_history *options, const struct runfile *run)
{
    char path[ENTRY_PATH_MAX];
    int error = entry_add(run, &options->commit, options->folder, path);
    if (error) {
        complain("cannot add to %s: %s", options->folder, reason_of(error));
        return EXIT_NOT_MEASURED;
    }
    return puts(path) < 0 ? EXIT_NOT_MEASURED : EXIT_FINE;
}

static int key(const struct options_history *options, const struct runfile *run)
{
    char name[ENTRY_KEY_MAX];
    (void) options;
    entry_key(run->machine, name);
    return puts(name) < 0 ? EXIT_NOT_MEASURED : EXIT_FINE;
}

static int for_runs(const struct options_history *options,
                    int (*act)(const struct options_history *, const struct runfile *))
{
    int status = EXIT_FINE;
    if (options->operand_count == 0) {
        complain("history %s wants a run", options->verb);
        return EXIT_USAGE;
    }
    for (int i = 0; i < options->operand_count && status == EXIT_FINE; i++)
        status = for_run(options, options->operands[i], act);
    return status;
}

/* ---- page ---- */

/* Whether `path` is something that a file must not take the place of: /dev/stdout, a pipe. */
static int is_no_file(const char *path)
{
    struct stat info;
    return stat(path, &info) == 0 && !S_ISREG(info.st_mode);
}

static int write_to(const struct store *store, const char *path)
{
    FILE *to = fopen(path, "we");
    if (!to)
        return -errno;
    int error = history_page(store, to), flushed = files_flush(to);
    if (fclose(to) != 0 && !flushed)
        flushed = -errno;
    return flushed ? flushed : error;
}

/* Writes the page to a new file, then renames it, so that `path` is never half a page. */
static int write_page(const struct store *store, const char *path)
{
    char partial[ENTRY_PATH_MAX];
    if (is_no_file(path))
        return write_to(store, path);
    if (snprintf(partial, sizeof partial, "%s.partial", path) >= (int) sizeof partial)
        return -ENAMETOOLONG;
    int error = write_to(store, partial);
    if (!error && rename(partial, path) != 0)
        error = -errno;
    if (error)
        unlink(partial);
    return error;
}

static int page(const struct options_history *options, const struct store *store)
{
    char path[ENTRY_PATH_MAX];
    snprintf(path, sizeof path, "%s/index.html", options->folder);
    const char *to = options->output ? options->output : path;
    int error = write_page(store, to);
    if (error) {
        complain("cannot write %s: %s", to, reason_of(error));
        return EXIT_NOT_MEASURED;
    }
    return puts(to) < 0 ? EXIT_NOT_MEASURED : EXIT_FINE;
}

/* ---- blame ---- */

enum { SCENARIO, SIZE_BYTES, LIVE, ALLOCATOR, VARIANT_NAME, METRIC, UNIT };

static void print_change(const struct store *store, const struct store_series *series,
                         const struct change *change)
{
    const struct store_point *points = series->points;
    const char *const *n = series->names;
    double percent = 100 / fabs(change->before);
    printf("%s, %s B, %s, %s, %s, on %s:\n", n[SCENARIO], n[SIZE_BYTES], n[ALLOCATOR],
           n[VARIANT_NAME], n[METRIC], series->key);
    printf("  between %.12s and %.12s: %.4g -> %.4g %s",
           store->commits[store->runs[points[change->at - 1].run].commit],
           store->commits[store->runs[points[change->at].run].commit], change->before,
           change->after, n[UNIT]);
    if (isfinite(percent))
        printf(", %+.1f %% [%+.1f, %+.1f]", percent * change->size.centre,
               percent * change->size.low, percent * change->size.high);
    puts("");
}

static int blame(const struct options_history *options, const struct store *store)
{
    size_t known = 0, changes = 0;
    if (options->operand_count != 1) {
        complain("history blame wants one scenario");
        return EXIT_USAGE;
    }
    for (size_t i = 0; i < store->series_count; i++) {
        const struct store_series *series = store->series[i];
        struct change *found;
        if (strcmp(series->names[SCENARIO], options->operands[0]) != 0)
            continue;
        long count = history_changes(series, &found);
        if (count < 0) {
            complain("%s", reason_of(-ENOMEM));
            return EXIT_NOT_MEASURED;
        }
        for (long k = 0; k < count; k++)
            print_change(store, series, &found[k]);
        free(found);
        known++;
        changes += (size_t) count;
    }
    if (known == 0) {
        complain("%s: the history has no scenario of that name", options->operands[0]);
        return EXIT_USAGE;
    }
    if (changes == 0)
        printf("%s: no change in %zu series of %zu commits\n", options->operands[0], known,
               store->commit_count);
    return ferror(stdout) ? EXIT_NOT_MEASURED : EXIT_FINE;
}

static int with_store(const struct options_history *options,
                      int (*act)(const struct options_history *, const struct store *))
{
    struct store store;
    int status = EXIT_USAGE;
    int error = store_load(&store, options->folder);
    if (error == 0)
        status = act(options, &store);
    else if (error == -ENOENT)
        complain("there is no history %s; 'escapebench history add RUN' begins one, --folder names "
                 "another",
                 options->folder);
    else
        complain("%s", store.error[0] ? store.error : reason_of(-ENOMEM));
    store_free(&store);
    return status;
}

static int do_verb(const struct options_history *options)
{
    if (strcmp(options->verb, "add") == 0)
        return for_runs(options, add);
    if (strcmp(options->verb, "key") == 0)
        return for_runs(options, key);
    if (strcmp(options->verb, "page") == 0 && options->operand_count > 0) {
        complain("history page takes no '%s'; --folder names the history, --output the page",
                 options->operands[0]);
        return EXIT_USAGE;
    }
    if (strcmp(options->verb, "page") == 0)
        return with_store(options, page);
    if (strcmp(options->verb, "blame") == 0)
        return with_store(options, blame);
    complain("history knows no '%s'; choose add, page, blame or key", options->verb);
    return EXIT_USAGE;
}

int command_history(int argc, char **argv)
{
    static const struct argp argp = { history_options,
                                      history_option,
                                      "add|page|blame|key [RUN...|SCENARIO]",
                                      history_doc,
                                      NULL,
                                      NULL,
                                      NULL };
    struct options_history options = { .folder = "escapebench-history",
                                       .operands = calloc((size_t) argc, sizeof(char *)) };
    int status = EXIT_USAGE;
    if (!options.operands)
        complain("%s", reason_of(-ENOMEM));
    else if (options_parse(&argp, argc, argv, &options, options.error) != 0)
        complain("%s", options.error);
    else
        status = do_verb(&options);
    free(options.operands);
    return status;
}
