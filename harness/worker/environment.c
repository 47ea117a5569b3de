/* SPDX-License-Identifier: MIT */
#include "environment.h"

#include <errno.h>
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

/* The variables that a program needs to start and to write scratch files, that tell libpfm4
 * and valgrind which CPU this is, and that say how a sanitizer reports. */
const char *const environment_passed[] = {
    "HOME",         "LD_LIBRARY_PATH", "LIBPFM_FORCE_PMU", "PATH",          "TMPDIR",
    "VALGRIND_LIB", "ASAN_OPTIONS",    "LSAN_OPTIONS",     "UBSAN_OPTIONS", NULL,
};

/* Names of variables that change how memory is served, how code is loaded, or which core is
 * used. */
static const char *const tuning[] = {
    "*MALLOC*", "GLIBC_TUNABLES", "GC_*",       "HEAP*",      "CPUPROFILE*", "PERFTOOLS_*",
    "LD_*",     "GOGC",           "GOMEMLIMIT", "GOMAXPROCS", "GODEBUG",     "HWLOC_*",
    "MESH*",    "SCUDO_OPTIONS",  "HUGETLB_*",  "MEMKIND_*",  "HOARD*",      NULL,
};

static size_t name_length(const char *variable)
{
    return strcspn(variable, "=");
}

static int has_name(const char *variable, const char *name)
{
    size_t length = strlen(name);
    return name_length(variable) == length && strncmp(variable, name, length) == 0;
}

static int is_passed(const char *variable)
{
    for (size_t i = 0; environment_passed[i]; i++)
        if (has_name(variable, environment_passed[i]))
            return 1;
    return 0;
}

static int is_tuning(const char *name)
{
    for (size_t i = 0; tuning[i]; i++)
        if (fnmatch(tuning[i], name, 0) == 0)
            return 1;
    return 0;
}

static size_t count(char *const *list)
{
    size_t n = 0;
    while (list && list[n])
        n++;
    return n;
}

/* Replaces the entry with the name of `text`, or appends `text`. Takes ownership of
 * `text`. */
static int put(char **list, char *text)
{
    if (!text)
        return -ENOMEM;
    size_t i = 0, length = name_length(text);
    while (list[i] && (name_length(list[i]) != length || strncmp(list[i], text, length) != 0))
        i++;
    free(list[i]);
    list[i] = text;
    return 0;
}

static int is_asked(char *const *asked, const char *variable)
{
    for (size_t i = 0; asked && asked[i]; i++)
        if (name_length(asked[i]) == name_length(variable) &&
            strncmp(asked[i], variable, name_length(variable)) == 0)
            return 1;
    return 0;
}

static int sort_found(struct environment *environment, const char *variable, char *const *asked)
{
    if (is_asked(asked, variable))
        return 0;
    if (is_passed(variable))
        return put(environment->variables, strdup(variable));
    char *name = strndup(variable, name_length(variable));
    if (!name || is_tuning(name))
        return put(environment->dropped, name);
    free(name);
    return 0;
}

int environment_make(struct environment *environment, char *const *found, char *const *asked)
{
    size_t n = count(found), m = count(asked);
    *environment = (struct environment){
        .variables = calloc(n + m + 1, sizeof(char *)),
        .asked = calloc(m + 1, sizeof(char *)),
        .dropped = calloc(n + 1, sizeof(char *)),
    };
    int error = environment->variables && environment->asked && environment->dropped ? 0 : -ENOMEM;
    for (size_t i = 0; i < n && !error; i++)
        error = sort_found(environment, found[i], asked);
    for (size_t i = 0; i < m && !error; i++) {
        error = put(environment->asked, strdup(asked[i]));
        if (!error)
            error = put(environment->variables, strdup(asked[i]));
    }
    if (error)
        environment_free(environment);
    return error;
}

static void free_list(char **list)
{
    for (size_t i = 0; list && list[i]; i++)
        free(list[i]);
    free(list);
}

void environment_free(struct environment *environment)
{
    free_list(environment->variables);
    free_list(environment->asked);
    free_list(environment->dropped);
    *environment = (struct environment){ 0 };
}

const char *environment_refusal(const char *word)
{
    size_t length = name_length(word);
    if (length == 0 || word[length] != '=')
        return "write NAME=VALUE";
    if (has_name(word, "LD_PRELOAD"))
        return "the workers' LD_PRELOAD names the allocator; write --allocator NAME=/path/lib.so";
    if (has_name(word, "HWLOC_PLUGINS_PATH"))
        return "the workers' hwloc loads no plugins";
    return NULL;
}
