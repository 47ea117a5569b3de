/* SPDX-License-Identifier: MIT */
#include "own_allocator.h"

#include "bench/commands.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { NAME_MOST = 31 }; /* as many bytes as a worker's plan has room for */

/* Whether a name may occur in CSV cells and in RUN@ALLOCATOR. */
static int is_name(const char *name)
{
    size_t n = strlen(name);
    if (n == 0 || n > NAME_MOST || !isalnum((unsigned char) name[0]))
        return 0;
    for (const char *c = name; *c; c++)
        if (!isalnum((unsigned char) *c) && !strchr("._-", *c))
            return 0;
    return 1;
}

static int check_file(struct options_run *options, const char *word, const char *file)
{
    if (access(file, R_OK) != 0)
        return -options_refuse(options->error, "--allocator %s: %s", word, reason_of(-errno));
    if (strpbrk(file, " :"))
        return -options_refuse(options->error,
                               "--allocator %s: the dynamic linker cuts LD_PRELOAD at spaces and "
                               "colons; give the file a link without them",
                               word);
    return 0;
}

/* Finds an entry with that name. One name cannot mean two files. */
static int find_entry(struct options_run *options, const char *word, const char *name,
                      const char *file, const struct allocator **allocator)
{
    *allocator = NULL;
    for (size_t i = 0; i < options->own_count; i++) {
        if (strcmp(options->own[i].name, name) != 0)
            continue;
        if (!file || strcmp(options->own[i].library, file) != 0)
            return -options_refuse(options->error, "--allocator %s: %s is %s already", word, name,
                                   options->own[i].library);
        *allocator = &options->own[i];
    }
    for (size_t i = 0; i < options->allocator_count; i++)
        if (strcmp(options->allocators[i], name) == 0)
            return -options_refuse(options->error, "--allocator %s: %s is in the list twice", word,
                                   name);
    return 0;
}

static int add_entry(struct options_run *options, const char *word, char *name, char *file,
                     const struct allocator **allocator)
{
    const struct allocator *known = allocator_find(name);
    if (strncmp(name, "go", 2) == 0 && (!name[2] || isdigit((unsigned char) name[2])))
        return -options_refuse(
            options->error, "--allocator %s: %s is a lane of Go; choose another name", word, name);
    if (known && !known->library)
        return -options_refuse(options->error,
                               "--allocator %s: %s is the C library's own; choose another name",
                               word, name);
    struct allocator *entry = &options->own[options->own_count++];
    *entry = known ? *known : (struct allocator){ .name = NULL };
    if (!known)
        entry->name = name;
    else
        free(name); /* the known allocator has a name of its own */
    entry->library = file;
    *allocator = entry;
    return 0;
}

int own_allocator_add(struct options_run *options, const char *word,
                      const struct allocator **allocator)
{
    const char *equals = strchr(word, '=');
    char *name = strndup(word, (size_t) (equals - word));
    if (!name)
        return -ENOMEM;
    int error = 0;
    if (!is_name(name))
        error = -options_refuse(options->error,
                                "--allocator %s: '%s' is no name; up to %d letters, digits, and "
                                ". _ - behind the first",
                                word, name, NAME_MOST);
    char *file = error ? NULL : realpath(equals + 1, NULL);
    if (!error)
        error = check_file(options, word, file ? file : equals + 1);
    if (!error)
        error = find_entry(options, word, name, file, allocator);
    if (!error && !*allocator) {
        error = add_entry(options, word, name, file, allocator);
        if (!error)
            return 0; /* the entry keeps the strings as long as the program runs */
    }
    free(name);
    free(file);
    return error;
}
