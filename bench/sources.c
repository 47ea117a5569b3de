/* SPDX-License-Identifier: MIT */
#include "sources.h"

#include <errno.h>
#include <glob.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static int add(struct sources *s, const char *path, const char *allocator, size_t side)
{
    struct source *more = realloc(s->list, (s->count + 1) * sizeof *more);
    if (!more)
        return -ENOMEM;
    s->list = more;
    s->list[s->count] = (struct source){ strdup(path), allocator, side };
    return s->list[s->count++].path ? 0 : -ENOMEM;
}

int sources_add(struct sources *s, char *operand, int pool)
{
    struct stat info;
    char *at = strrchr(operand, '@');
    const char *allocator = NULL;
    glob_t found;
    if (at && at != operand && at[1] && !strchr(at, '/') && stat(operand, &info) != 0) {
        *at = '\0';
        allocator = at + 1;
    }
    if (stat(operand, &info) == 0 || glob(operand, 0, NULL, &found) != 0)
        return add(s, operand, allocator, s->sides++);
    int error = 0;
    for (size_t i = 0; i < found.gl_pathc && !error; i++)
        error = add(s, found.gl_pathv[i], allocator, pool ? s->sides : s->sides++);
    s->sides += pool != 0;
    globfree(&found);
    return error;
}

void sources_free(struct sources *s)
{
    for (size_t i = 0; i < s->count; i++)
        free(s->list[i].path);
    free(s->list);
}
