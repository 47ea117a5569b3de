/* SPDX-License-Identifier: MIT */
#include "terminal.h"

#include <langinfo.h>
#include <limits.h>
#include <locale.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <wchar.h>

static int plain = 1; /* only ASCII can be shown */

static int is_utf8(const char *codeset)
{
    return strcasecmp(codeset, "UTF-8") == 0 || strcasecmp(codeset, "utf8") == 0;
}

/* The locale's name: the first of LC_ALL, LC_CTYPE and LANG that is not empty. */
static const char *locale_wanted(void)
{
    static const char *const names[] = { "LC_ALL", "LC_CTYPE", "LANG" };
    for (size_t i = 0; i < 3; i++) {
        const char *value = getenv(names[i]);
        if (value && *value)
            return value;
    }
    return "C";
}

/* Whether the locale's name has an encoding other than UTF-8 after its point, as
 * "de_DE.ISO-8859-1" has. The name counts even if the locale is not installed. 0 for a name
 * without a point. */
static int wants_other_encoding(const char *wanted)
{
    const char *point = strchr(wanted, '.');
    char codeset[32];
    if (!point)
        return 0;
    snprintf(codeset, sizeof codeset, "%.*s", (int) strcspn(point + 1, "@"), point + 1);
    return !is_utf8(codeset);
}

void terminal_open(void)
{
    const char *wanted = locale_wanted();
    int known = setlocale(LC_CTYPE, "") != NULL;
    if (known && is_utf8(nl_langinfo(CODESET))) {
        plain = 0;
        return;
    }
    int none = strcmp(wanted, "C") == 0 || strcmp(wanted, "POSIX") == 0;
    if ((none || !known) && !wants_other_encoding(wanted))
        plain = setlocale(LC_CTYPE, "C.UTF-8") == NULL;
}

const char *terminal_sign(enum terminal_sign sign)
{
    static const char *const signs[][2] = { { "±", "+-" }, { "…", "..." } };
    return signs[sign][plain];
}

/* 0: not known. */
static size_t width_known(int fd)
{
    struct winsize size;
    const char *columns = getenv("COLUMNS");
    if (ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
        return size.ws_col;
    long width = columns ? strtol(columns, NULL, 10) : 0;
    return width > 0 && width < 10000 ? (size_t) width : 0;
}

size_t terminal_width(int fd)
{
    size_t width = width_known(fd);
    return width > 0 ? width : 80;
}

size_t terminal_table_width(void)
{
    size_t width = width_known(STDOUT_FILENO);
    return width > 0 ? width : isatty(STDOUT_FILENO) ? 80 : SIZE_MAX;
}

size_t terminal_columns(const char *text)
{
    wchar_t wide[1024];
    size_t length = mbstowcs(wide, text, sizeof wide / sizeof *wide);
    int columns = length < sizeof wide / sizeof *wide ? wcswidth(wide, length) : -1;
    return columns >= 0 ? (size_t) columns : strlen(text);
}

/* Ends a line, and begins the next one. */
static void next_line(FILE *to, size_t indent)
{
    fprintf(to, "\n%*s", (int) indent, "");
}

static void fold(FILE *to, size_t indent, const char *text, size_t width)
{
    size_t at = indent;
    while (*text) {
        char word[PATH_MAX]; /* a path may be one */
        size_t length = strcspn(text, " \n");
        snprintf(word, sizeof word, "%.*s", (int) length, text);
        size_t columns = terminal_columns(word);
        if (at > indent && width > 0 && at + 1 + columns > width) {
            next_line(to, indent);
            at = indent;
        } else if (at > indent) {
            putc(' ', to);
            at++;
        }
        fputs(word, to);
        at += columns;
        text += length;
        if (*text == '\n') {
            next_line(to, text[1] && text[1] != '\n' ? indent : 0);
            at = indent;
        }
        text += *text != '\0';
    }
    if (at > indent)
        putc('\n', to);
}

void terminal_fold_behind(size_t indent, const char *text, size_t width)
{
    fold(stdout, indent, text, width);
}

void terminal_fold_cell(const char *text, size_t width, char *cell, size_t size)
{
    FILE *to = fmemopen(cell, size, "w");
    cell[0] = '\0';
    if (!to)
        return;
    fold(to, 0, text, width);
    fclose(to);
    cell[size - 1] = '\0';
    size_t length = strlen(cell);
    if (length > 0 && cell[length - 1] == '\n')
        cell[length - 1] = '\0';
}

void terminal_fold_lines(const char *text, size_t width)
{
    while (*text) {
        size_t length = strcspn(text, "\n"), spaces = strspn(text, " ");
        char *line = strndup(text + spaces, length > spaces ? length - spaces : 0);
        if (!line)
            return;
        printf("%*s", (int) spaces, "");
        fold(stdout, spaces, line, width);
        if (!*line)
            putchar('\n');
        free(line);
        text += length + (text[length] == '\n');
    }
}

void terminal_fold(const char *text, size_t width)
{
    terminal_fold_behind(0, text, width);
}
