/* SPDX-License-Identifier: MIT */
#include "cure.h"

#include <stdio.h>
#include <string.h>

const char *cure_word(const char *path, char word[CURE_WORD_MAX])
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                "0123456789/._-+:,@%=";
    size_t n = 0;
    if (*path && path[0] != '-' && path[strspn(path, plain)] == '\0') {
        snprintf(word, CURE_WORD_MAX, "%s", path);
        return word;
    }
    word[n++] = '\'';
    for (const char *c = path; *c && n + 6 <= CURE_WORD_MAX; c++) {
        if (*c == '\'') { /* ends the quotes, and begins new ones */
            memcpy(word + n, "'\\'", 3);
            n += 3;
        }
        word[n++] = *c;
    }
    word[n++] = '\'';
    word[n] = '\0';
    return word;
}

const char *cure_folder(const char *path, char word[CURE_WORD_MAX])
{
    char folder[PATH_MAX];
    const char *slash = strrchr(path, '/');
    if (strcmp(slash ? slash + 1 : path, "comparison.csv") != 0)
        return cure_word(path, word);
    if (!slash)
        return cure_word(".", word);
    int length = slash == path ? 1 : (int) (slash - path);
    snprintf(folder, sizeof folder, "%.*s", length, path);
    return cure_word(folder, word);
}
