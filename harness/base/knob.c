/* SPDX-License-Identifier: MIT */
#include "knob.h"

#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int read_line(const char *path, char *line, size_t size)
{
    FILE *file = fopen(path, "re");
    if (!file)
        return -errno;
    int error = fgets(line, (int) size, file) ? 0 : -ENODATA;
    fclose(file);
    line[strcspn(line, "\n")] = '\0';
    return error;
}

static int read_knob(const char *root, char *line, size_t size, const char *format, va_list list)
{
    char path[PATH_MAX];
    int length = snprintf(path, sizeof path, "%s", root);
    if (length >= (int) sizeof path)
        return -ENAMETOOLONG;
    int more = vsnprintf(path + length, sizeof path - (size_t) length, format, list);
    line[0] = '\0';
    return more >= (int) sizeof path - length ? -ENAMETOOLONG : read_line(path, line, size);
}

int knob_read(const char *root, char *line, size_t size, const char *format, ...)
{
    va_list list;
    va_start(list, format);
    int error = read_knob(root, line, size, format, list);
    va_end(list);
    return error;
}

long knob_number(const char *root, long otherwise, const char *format, ...)
{
    char line[64], *end = line;
    va_list list;
    va_start(list, format);
    int error = read_knob(root, line, sizeof line, format, list);
    va_end(list);
    long number = error ? otherwise : strtol(line, &end, 10);
    return end == line ? otherwise : number;
}

int knob_exists(const char *root, const char *path)
{
    char name[PATH_MAX];
    return snprintf(name, sizeof name, "%s%s", root, path) < (int) sizeof name &&
           access(name, F_OK) == 0;
}

/* The value in a line of `key`; NULL: the line has another key. */
static const char *value_in(char *line, const char *key)
{
    size_t length = strlen(key);
    if (strncmp(line, key, length) != 0 || !line[length] || !strchr(" \t:=", line[length]))
        return NULL;
    char *value = line + length;
    value += strspn(value, " \t:=\"");
    value[strcspn(value, "\"")] = '\0';
    return value;
}

int knob_value(const char *root, const char *file, const char *key, char *value, size_t size)
{
    char line[8192];
    const char *found = NULL;
    FILE *stream = NULL;
    value[0] = '\0';
    while (!found && knob_next(root, file, &stream, line, sizeof line))
        found = value_in(line, key);
    if (found)
        snprintf(value, size, "%s", found);
    if (stream)
        fclose(stream);
    return found ? 0 : -ENOENT;
}

int knob_next(const char *root, const char *path, FILE **file, char *line, size_t size)
{
    char name[PATH_MAX];
    if (!*file && snprintf(name, sizeof name, "%s%s", root, path) < (int) sizeof name)
        *file = fopen(name, "re");
    if (*file && fgets(line, (int) size, *file)) {
        line[strcspn(line, "\n")] = '\0';
        return 1;
    }
    if (*file)
        fclose(*file);
    *file = NULL;
    return 0;
}
