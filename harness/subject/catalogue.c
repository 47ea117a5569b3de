/* SPDX-License-Identifier: MIT */
#include "catalogue.h"

#include <string.h>

const char *const timed_variants[] = { "stack", "heap",     "static", "value", "pointer",
                                       "kept",  "mapped",   "reused", "bump",  "lifo",
                                       "alloc", "pointers", NULL };

const struct scenario *scenario_find(const struct scenario *const *scenarios, const char *name)
{
    for (; *scenarios; scenarios++)
        if (strcmp((*scenarios)->name, name) == 0)
            return *scenarios;
    return NULL;
}

static int is_end(const struct catalogue_line *line)
{
    return !line->group && !line->scenario;
}

/* The line of the heading that a scenario stands under; NULL: none. */
static const struct catalogue_line *heading_of(const struct catalogue_line *contents,
                                               const char *name)
{
    const struct catalogue_line *heading = NULL;
    for (; !is_end(contents); contents++) {
        if (contents->group)
            heading = contents;
        else if (strcmp(contents->scenario->name, name) == 0)
            return heading;
    }
    return NULL;
}

const char *catalogue_group(const struct catalogue_line *contents, const char *name)
{
    const struct catalogue_line *heading = heading_of(contents, name);
    return heading ? heading->group : NULL;
}

int catalogue_is_article(const struct catalogue_line *contents, const char *name)
{
    const struct catalogue_line *heading = heading_of(contents, name);
    return heading && heading->source == ARTICLES;
}

size_t catalogue_rank(const struct catalogue_line *contents, const char *name)
{
    size_t rank = 0;
    for (; !is_end(&contents[rank]); rank++)
        if (contents[rank].scenario && strcmp(contents[rank].scenario->name, name) == 0)
            break;
    return rank;
}

size_t scenario_sizes(const struct scenario *scenario)
{
    size_t n = 0;
    while (scenario->sizes[n].variants[0].name)
        n++;
    return n;
}

const struct scenario *scenario_control(const struct scenario *const *scenarios)
{
    for (; *scenarios; scenarios++)
        if ((*scenarios)->control)
            return *scenarios;
    return NULL;
}
