/* SPDX-License-Identifier: MIT */
#include "csv.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { CSV_NUMBER_MAX = 40 };

void csv_start(struct csv_row *row)
{
    row->length = 0;
    row->cells = 0;
    row->overflow = 0;
}

static void put(struct csv_row *row, char c)
{
    if (row->length + 1 < sizeof row->text)
        row->text[row->length++] = c;
    else
        row->overflow = 1;
}

static void put_cell(struct csv_row *row, const char *text)
{
    if (row->cells++ > 0)
        put(row, ',');
    for (; *text; text++)
        put(row, *text);
}

/* Whether a spreadsheet would take a text for a formula, and perhaps call a program for it.
 * Numbers and intervals such as "-0.2 … +0.2" name nothing that could be called. */
static int is_formula(const char *text)
{
    static const char figures[] = "0123456789.eE+- …";
    if (!*text || !strchr("=+-@\t\r", *text))
        return 0;
    return !strchr("+-", *text) || text[strspn(text, figures)] != '\0';
}

void csv_text(struct csv_row *row, const char *text)
{
    const char *before = text && is_formula(text) ? "'" : "";
    if (!text || !strpbrk(text, ",\"\r\n")) {
        put_cell(row, before);
        for (; text && *text; text++)
            put(row, *text);
        return;
    }
    put_cell(row, "\"");
    for (; *before; before++)
        put(row, *before);
    for (; *text; text++) {
        if (*text == '"')
            put(row, '"');
        put(row, *text);
    }
    put(row, '"');
}

/* Writes a number with 17 digits, which always read back exactly. A number of at most nine
 * decimals, which was probably typed and not computed, is first tried with 15 digits. */
static void format(double number, char text[CSV_NUMBER_MAX])
{
    int is_short = number * 1e9 == nearbyint(number * 1e9);
    snprintf(text, CSV_NUMBER_MAX, "%.*g", is_short ? 15 : 17, number);
    if (is_short && strtod(text, NULL) != number)
        snprintf(text, CSV_NUMBER_MAX, "%.17g", number);
}

/* Keeps the last number's text, because a table with a baseline repeats its figures in many
 * rows. */
void csv_number(struct csv_row *row, double number)
{
    static _Thread_local struct {
        uint64_t bits;
        char text[CSV_NUMBER_MAX];
    } known[64];
    if (!isfinite(number)) {
        put_cell(row, "");
        return;
    }
    uint64_t bits;
    memcpy(&bits, &number, sizeof bits);
    size_t at = (bits * UINT64_C(0x9e3779b97f4a7c15)) >> 58;
    if (!known[at].text[0] || known[at].bits != bits) {
        known[at].bits = bits;
        format(number, known[at].text);
    }
    put_cell(row, known[at].text);
}

/* Rounding to `decimals` decimals changes a number by at most half a unit of the last
 * one. */
void csv_number_within(struct csv_row *row, double number, double tolerance)
{
    char text[CSV_NUMBER_MAX];
    double decimals = ceil(-log10(2 * tolerance));
    if (!isfinite(number) || !(tolerance > 0) || fabs(number) >= 1e15 || decimals > 17) {
        csv_number(row, number);
        return;
    }
    int length = snprintf(text, sizeof text, "%.*f", decimals > 0 ? (int) decimals : 0, number);
    while (strchr(text, '.') && (text[length - 1] == '0' || text[length - 1] == '.'))
        text[--length] = '\0';
    put_cell(row, text[0] == '-' && strtod(text, NULL) == 0 ? text + 1 : text);
}

void csv_integer(struct csv_row *row, uint64_t number)
{
    char text[24];
    snprintf(text, sizeof text, "%" PRIu64, number);
    put_cell(row, text);
}

int csv_end(struct csv_row *row)
{
    put(row, '\n');
    return row->overflow ? -EOVERFLOW : 0;
}

/* Cuts off the part of a row that was written. Returns `error`. A file that cannot be cut,
 * such as a pipe, keeps that part. */
static int cut_back(int fd, size_t written, int error)
{
    off_t end = lseek(fd, 0, SEEK_CUR);
    if (written > 0 && end >= (off_t) written && ftruncate(fd, end - (off_t) written) == 0)
        lseek(fd, end - (off_t) written, SEEK_SET);
    return -error;
}

int csv_write(const struct csv_row *row, int fd)
{
    size_t written = 0;
    while (written < row->length) {
        ssize_t more = write(fd, row->text + written, row->length - written);
        if (more < 0 && errno == EINTR)
            continue;
        if (more <= 0)
            return cut_back(fd, written, more < 0 ? errno : EIO);
        written += (size_t) more;
    }
    return 0;
}
