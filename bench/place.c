/* SPDX-License-Identifier: MIT */
#include "place.h"

#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

__attribute__((format(printf, 2, 3))) static int write_path(char *path, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(path, PATH_MAX, format, arguments);
    va_end(arguments);
    return length < PATH_MAX ? 0 : -ENAMETOOLONG;
}

int place_program(char *path)
{
    ssize_t length = readlink("/proc/self/exe", path, PATH_MAX - 1);
    if (length < 0)
        return -errno;
    path[length] = '\0';
    return 0;
}

int place_data(char *path, const char *name)
{
    char program[PATH_MAX];
    int error = place_program(program);
    if (error)
        return error;
    char *slash = strrchr(program, '/');
    if (slash)
        *slash = '\0';
    error = write_path(path, "%s/%s/%s", program, DATA_FROM_PROGRAM, name);
    return error || access(path, R_OK) == 0 ? error : -errno;
}

int place_go_lanes(char *path)
{
    const char *asked = getenv("ESCAPEBENCH_GO_LANES"), *cache = getenv("XDG_CACHE_HOME"),
               *home = getenv("HOME");
    if (asked)
        return write_path(path, "%s", asked);
    if (place_data(path, "scripts/go-lanes") != 0)
        return write_path(path, "%s", GO_LANES);
    if (cache && cache[0] == '/')
        return write_path(path, "%s/escapebench/go/lanes", cache);
    return home ? write_path(path, "%s/.cache/escapebench/go/lanes", home) : -ENOENT;
}
