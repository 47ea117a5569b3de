/* SPDX-License-Identifier: MIT */
#include "options_internal.h"

#include "harness/worker/environment.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int is_among(const char *word, char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(word, words[i]) == 0)
            return 1;
    return 0;
}

/* Splits a list at its commas. A word that occurs twice counts once. -1: the list is too
 * long or has an empty word. */
int options_split(char *list, char **words, size_t *count)
{
    *count = 0;
    for (char *word; (word = strsep(&list, ","));) {
        if (!*word || (*count == OPTIONS_LIST_MAX && !is_among(word, words, *count)))
            return -1;
        if (!is_among(word, words, *count))
            words[(*count)++] = word;
    }
    return 0;
}

error_t options_add_glob(const char **globs, size_t *count, const char *glob, char *error)
{
    if (*count == OPTIONS_LIST_MAX)
        return options_refuse(error, "more than %d patterns", OPTIONS_LIST_MAX);
    globs[(*count)++] = glob;
    return 0;
}

/* A whole number without sign, with an optional binary unit: 64, 4K, 64KiB, 1M. */
static int parse_size(const char *word, size_t *size)
{
    static const char *const units[] = { "", "B", "K", "KiB", "M", "MiB" };
    static const int shifts[] = { 0, 0, 10, 10, 20, 20 };
    char *end;
    if (word[0] < '0' || word[0] > '9')
        return -1;
    errno = 0;
    unsigned long long number = strtoull(word, &end, 10);
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        if (errno == 0 && strcasecmp(end, units[i]) == 0 && number < 1ULL << 40) {
            *size = (size_t) number << shifts[i];
            return 0;
        }
    }
    return -1;
}

int options_parse_whole(const char *word, uint64_t most, uint64_t *number)
{
    char *end;
    errno = 0;
    *number = strtoull(word, &end, 10);
    return word[0] < '0' || word[0] > '9' || *end || errno || *number > most ? -1 : 0;
}

int options_parse_positive(const char *word, double *number)
{
    char *end;
    *number = strtod(word, &end);
    return end == word || *end || !isfinite(*number) || *number <= 0 ? -1 : 0;
}

error_t options_read_sizes(struct options_run *options, char *list)
{
    char *words[OPTIONS_LIST_MAX] = { 0 };
    if (options_split(list, words, &options->size_count) != 0)
        return options_refuse(options->error, "--size wants a list such as 64,4K");
    size_t different = 0; /* 4K and 4096 are one */
    for (size_t i = 0; i < options->size_count; i++) {
        size_t size, k = 0;
        if (parse_size(words[i], &size) != 0)
            return options_refuse(
                options->error, "'%s' is not a size; write bytes, such as 64, 4K or 1M", words[i]);
        while (k < different && options->sizes[k] != size)
            k++;
        options->sizes[k] = size;
        different += k == different;
    }
    options->size_count = different;
    return 0;
}

error_t options_read_live(struct options_run *options, char *list)
{
    char *words[OPTIONS_LIST_MAX] = { 0 };
    if (options_split(list, words, &options->live_count) != 0)
        return options_refuse(options->error, "--live wants a list such as 1,1024");
    size_t different = 0; /* 1 and 01 are one */
    for (size_t i = 0; i < options->live_count; i++) {
        uint64_t number;
        size_t k = 0;
        if (options_parse_whole(words[i], 1 << 24, &number) != 0)
            return options_refuse(options->error, "'%s' is not a number of live objects, 0 to %d",
                                  words[i], 1 << 24);
        while (k < different && options->live[k] != number)
            k++;
        options->live[k] = (unsigned) number;
        different += k == different;
    }
    options->live_count = different;
    return 0;
}

error_t options_read_cpu(struct options_run *options, const char *word)
{
    uint64_t number;
    const char *colon = strchr(word, ':');
    if (strcmp(word, "auto") == 0) {
        options->unit = MACHINE_AUTO;
        return 0;
    }
    int core = strncmp(word, "core:", 5) == 0, pu = strncmp(word, "pu:", 3) == 0;
    if ((!core && !pu) || options_parse_whole(colon + 1, 1 << 20, &number) != 0)
        return options_refuse(options->error, "'%s' is not a place; choose auto, core:N or pu:N",
                              word);
    options->unit = core ? MACHINE_CORE : MACHINE_PU;
    options->unit_index = (unsigned) number;
    return 0;
}

error_t options_read_counters(struct options_run *options, char *list)
{
    char *words[OPTIONS_LIST_MAX] = { 0 };
    size_t count;
    options->auto_counters = strcmp(list, "auto") == 0;
    options->callgrind = strcmp(list, "callgrind") == 0;
    if (options->auto_counters) {
        options->counters = counters_default;
        return 0;
    }
    options->counters.count = 0;
    if (strcmp(list, "none") == 0 || options->callgrind)
        return 0;
    if (options_split(list, words, &count) != 0 || count > COUNTERS_MAX)
        return options_refuse(options->error,
                              "--counters wants auto, none, callgrind or up to %d events",
                              COUNTERS_MAX);
    size_t different = 0; /* libpfm4 reads upper and lower case alike */
    for (size_t i = 0; i < count; i++) {
        char(*names)[COUNTER_NAME_MAX] = options->counters.names;
        size_t k = 0;
        if (strlen(words[i]) >= COUNTER_NAME_MAX)
            return options_refuse(options->error, "'%s' is too long for an event", words[i]);
        while (k < different && strcasecmp(names[k], words[i]) != 0)
            k++;
        if (k == different)
            snprintf(names[different++], COUNTER_NAME_MAX, "%s", words[i]);
    }
    options->counters.count = different;
    return 0;
}

error_t options_read_effort(struct options_run *options, const char *word)
{
    options->effort = effort_find(word);
    if (options->effort)
        return 0;
    return options_refuse(options->error, "unknown effort '%s'; choose quick, normal or rigorous",
                          word);
}

error_t options_read_detect(struct options_run *options, char *word)
{
    char *percent = strchr(word, '%');
    if (percent && !percent[1])
        *percent = '\0';
    if (options_parse_positive(word, &options->detect) != 0 || options->detect >= 100)
        return options_refuse(options->error, "'%s' is not a percentage to detect, such as 1%%",
                              word);
    options->detect /= 100;
    return 0;
}

error_t options_read_environment(struct options_run *options, char *word)
{
    const char *why = environment_refusal(word);
    if (why)
        return options_refuse(options->error, "--env %s: %s", word, why);
    if (options->environment_count == OPTIONS_LIST_MAX)
        return options_refuse(options->error, "more than %d variables", OPTIONS_LIST_MAX);
    options->environment[options->environment_count++] = word;
    return 0;
}

/* A run that goes on has its scenarios; its folder stands where globs do. */
error_t options_read_resume(struct options_run *options)
{
    if (options->glob_count > 1)
        return options_refuse(options->error,
                              "--resume goes on with one run and its scenarios: '%s' is a word "
                              "too many",
                              options->globs[1]);
    if (options->glob_count == 1)
        options->resume = options->globs[0];
    options->glob_count = 0;
    return 0;
}

error_t options_read_label(struct options_run *options, char *word)
{
    char *equals = strchr(word, '=');
    if (!equals || equals == word)
        return options_refuse(options->error, "--label %s: write KEY=VALUE", word);
    if (options->label_count == OPTIONS_LIST_MAX)
        return options_refuse(options->error, "more than %d labels", OPTIONS_LIST_MAX);
    options->labels[options->label_count++] = word;
    return 0;
}
