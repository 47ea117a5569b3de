/* SPDX-License-Identifier: MIT */
#include "tree.h"

#include "harness/base/files.h"

#include <criterion/criterion.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void write_line(const char *root, const char *path, const char *line, const char *mode)
{
    char full[PATH_MAX];
    snprintf(full, sizeof full, "%s%s", root, path);
    char *name = strrchr(full, '/');
    *name = '\0';
    cr_assert_eq(files_make_folder(full), 0, "%s", full);
    *name = '/';
    if (!name[1])
        return;
    FILE *file = fopen(full, mode);
    cr_assert(file != NULL, "%s", full);
    fprintf(file, "%s\n", line);
    cr_assert_eq(fclose(file), 0);
}

void tree_add(const char *root, const char *path, const char *line)
{
    write_line(root, path, line, "ae");
}

void tree_set(const char *root, const char *path, const char *line)
{
    write_line(root, path, line, "we");
}

void tree_make(const char *machine, char root[64])
{
    char source[PATH_MAX], line[1024];
    snprintf(source, sizeof source, "%s/tests/machines/%s.tree", SOURCE_DIR, machine);
    FILE *file = fopen(source, "re");
    cr_assert(file != NULL, "%s", source);
    strcpy(root, "/tmp/escapebench-tree-XXXXXX");
    cr_assert(mkdtemp(root) != NULL);
    while (fgets(line, sizeof line, file)) {
        size_t path = strcspn(line, " \t\n");
        char *text = line + path + strspn(line + path, " \t");
        text[strcspn(text, "\n")] = '\0';
        line[path] = '\0';
        if (line[0] == '/')
            tree_add(root, line, text);
    }
    fclose(file);
}

void tree_remove(const char *root)
{
    char command[128];
    snprintf(command, sizeof command, "rm -rf -- '%s'", root);
    cr_assert_eq(system(command), 0);
}
