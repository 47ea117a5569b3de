/* SPDX-License-Identifier: MIT
 *
 * The parts of plan.h that need no machine: counters and ranks.
 */
#include "plan.h"

#include <errno.h>

enum { LARGE_BYTES = 1 << 20 };

void plan_rank_cases(const struct catalogue_line *contents, struct run_case *cases, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const struct scenario *scenario = cases[i].scenario;
        int first = scenario->control || catalogue_is_article(contents, scenario->name);
        int large = scenario->sizes[cases[i].size].bytes >= LARGE_BYTES;
        cases[i].rank = !first ? RANK_FURTHER : large ? RANK_LARGE : RANK_ARTICLE;
    }
}

int plan_counters(struct options_run *options)
{
    struct event event;
    for (size_t i = 0; i < options->counters.count && !options->auto_counters; i++) {
        const char *name = options->counters.names[i];
        if (event_encode(name, NULL, &event) != 0) {
            event_refusal(name, options->error, sizeof options->error);
            return -EINVAL;
        }
    }
    return 0;
}

int plan_callgrind(struct options_run *options, char *path, size_t size)
{
    path[0] = '\0';
    if (!options->callgrind)
        return 0;
    switch (callgrind_find(path, size)) {
    case 0:
        return 0;
    case -ENOENT:
        return -options_refuse(options->error,
                               "--counters callgrind needs valgrind, which is not on the "
                               "PATH; install the package valgrind");
    case -ENOTSUP:
        return -options_refuse(options->error,
                               "--counters callgrind: this program was built without "
                               "valgrind's headers; install valgrind and build it again");
    default:
        return -options_refuse(options->error,
                               "--counters callgrind: a build with a sanitizer does not "
                               "run under valgrind");
    }
}
