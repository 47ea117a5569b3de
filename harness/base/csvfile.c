/* SPDX-License-Identifier: MIT */
#include "csvfile.h"

#include "files.h"

#include <csv.h>
#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

/* A file being read. libcsv's callbacks cannot stop libcsv, so after an error the callbacks
 * do nothing until the current block is parsed. */
struct reading {
    struct csvfile *file;
    struct csv_parser parser;
    size_t length, size; /* of file->text */
    size_t header_count; /* 0: the header was not read yet */
    size_t newlines;     /* inside the row's quoted cells */
    size_t here;         /* the parser's line */
    int carriage;        /* rows end with a carriage return, as spreadsheets write them */
    int after_carriage;  /* the last row did; a line feed that follows belongs to its end */
    int nuls, quotes;    /* whether any was read; if not, cells need no check */
    int error;
};

int csvfile_refuse(struct csvfile *file, const char *format, ...)
{
    va_list arguments;
    int length = snprintf(file->error, sizeof file->error, "%s:%zu: ", file->name, file->line);
    if (length < 0 || (size_t) length >= sizeof file->error)
        return -EINVAL;
    va_start(arguments, format);
    vsnprintf(file->error + length, sizeof file->error - (size_t) length, format, arguments);
    va_end(arguments);
    return -EINVAL;
}

/* Limits the memory, because a file without line ends would otherwise become one huge
 * cell. */
static void *limited_realloc(void *memory, size_t size)
{
    return size > CSVFILE_CELL_MAX ? NULL : realloc(memory, size);
}

static int never(unsigned char c)
{
    (void) c;
    return 0;
}

static int keep(struct reading *r, const char *cell, size_t length)
{
    struct csvfile *file = r->file;
    if (file->count == CSVFILE_CELLS_MAX)
        return csvfile_refuse(file, "more than %d cells: this is no run", CSVFILE_CELLS_MAX);
    if (r->nuls && memchr(cell, '\0', length)) {
        int wide =
            length > 1 && (memcmp(cell, "\xff\xfe", 2) == 0 || memcmp(cell, "\xfe\xff", 2) == 0);
        return csvfile_refuse(file, wide ? "UTF-16 text; save it as UTF-8 (CSV UTF-8)"
                                         : "a NUL byte: this is no text");
    }
    while (r->length + length + 1 > r->size) {
        char *more = realloc(file->text, 2 * r->size);
        if (!more)
            return -ENOMEM;
        file->text = more;
        r->size *= 2;
    }
    file->cells[file->count++] = r->length;
    memcpy(file->text + r->length, cell, length);
    file->text[r->length + length] = '\0';
    r->length += length + 1;
    return 0;
}

static void on_cell(void *cell, size_t length, void *context)
{
    struct reading *r = context;
    const char *at = cell, *end = at + length;
    if (r->error)
        return;
    r->file->line = r->here;
    r->error = keep(r, cell, length);
    while (r->quotes && length > 0 && (at = memchr(at, '\n', (size_t) (end - at)))) {
        r->newlines++;
        at++;
    }
}

/* Refuses semicolons and tabs as separators, which spreadsheets use in locales with decimal
 * commas. */
static int check_separator(struct csvfile *file)
{
    const char *first = csvfile_text(file, 0);
    if (file->count > 1 || !strpbrk(first, ";\t"))
        return 0;
    return csvfile_refuse(file,
                          "fields are separated by %s; save it with commas and decimal points",
                          strchr(first, ';') ? "semicolons" : "tabs");
}

/* Adds or drops empty cells at a row's end, which spreadsheets leave out or add. */
static int fit_row(struct reading *r)
{
    struct csvfile *file = r->file;
    int error = 0;
    while (file->count > r->header_count && !*csvfile_text(file, (int) file->count - 1))
        file->count--;
    if (file->count > r->header_count)
        return csvfile_refuse(file, "%zu cells where the header has %zu", file->count,
                              r->header_count);
    while (file->count < r->header_count && !error)
        error = keep(r, "", 0);
    return error;
}

static int hand_out(struct reading *r)
{
    struct csvfile *file = r->file;
    if (r->header_count == 0) {
        r->header_count = file->count;
        int error = check_separator(file);
        if (!error)
            error = file->header(file, file->context);
        return error || !file->twins ? error : -EINVAL;
    }
    int error = fit_row(r);
    size_t filled = 0; /* spreadsheets also write rows of empty cells */
    for (size_t i = 0; i < file->count && !error; i++)
        filled += *csvfile_text(file, (int) i) != '\0';
    return error || !filled ? error : file->row(file, file->context);
}

/* Handles a last line without an end. Some spreadsheets leave it out; `run` never does. */
static int end_unended(struct reading *r)
{
    struct csvfile *file = r->file;
    if (r->carriage && r->header_count > 0 && file->count >= r->header_count)
        return hand_out(r);
    if (file->drop_torn && r->header_count > 0)
        return !(file->torn = 1);
    return csvfile_refuse(file, "the line has no end: the file was cut off");
}

/* Called by libcsv at the end of a row. With CSV_REPALL_NL a CRLF comes as two ends, the
 * second that of an empty row. `end` is -1 for a last row without an end. */
static void on_row(int end, void *context)
{
    struct reading *r = context;
    if (r->error)
        return;
    r->file->line = r->here;
    if (end < 0)
        r->error = end_unended(r);
    else if (r->file->count > 0)
        r->error = hand_out(r);
    int same_end = end == '\n' && r->after_carriage;
    r->after_carriage = end == '\r';
    r->carriage |= r->after_carriage;
    r->here += r->newlines + !same_end;
    r->newlines = r->length = r->file->count = 0;
}

static int explain(struct reading *r)
{
    r->file->line = r->here;
    switch (csv_error(&r->parser)) {
    case CSV_EPARSE:
        return csvfile_refuse(r->file, "a quote in the wrong place, or without its other half");
    case CSV_ENOMEM:
        return csvfile_refuse(r->file, "a cell of more than %d bytes: this is no run",
                              CSVFILE_CELL_MAX);
    default:
        return csvfile_refuse(r->file, "%s", csv_strerror(csv_error(&r->parser)));
    }
}

/* Ends the last row. An open quote means that the file was cut off. */
static int finish(struct reading *r)
{
    if (csv_fini(&r->parser, on_cell, on_row, r) == 0 || r->error)
        return r->error;
    if (r->file->drop_torn && r->header_count > 0)
        return !(r->file->torn = 1);
    return explain(r);
}

static int read_blocks(struct reading *r, FILE *stream)
{
    char block[65536];
    size_t length;
    files_skip_mark(stream);
    while (!r->error && (length = fread(block, 1, sizeof block, stream)) > 0) {
        r->nuls |= memchr(block, '\0', length) != NULL;
        r->quotes |= memchr(block, '"', length) != NULL;
        if (csv_parse(&r->parser, block, length, on_cell, on_row, r) != length && !r->error)
            r->error = explain(r);
    }
    if (!r->error && ferror(stream)) {
        int error = errno ? errno : EIO;
        csvfile_refuse(r->file, "%s", strerror(error));
        r->error = -error;
    }
    if (!r->error)
        r->error = finish(r);
    if (!r->error && r->header_count == 0)
        r->error = csvfile_refuse(r->file, "the file is empty");
    return r->error;
}

int csvfile_read(struct csvfile *file, FILE *stream)
{
    struct reading r = { .file = file, .size = 4096, .here = 1 };
    file->line = 1;
    file->count = 0;
    file->torn = 0;
    file->twins = 0;
    file->error[0] = '\0';
    file->text = malloc(r.size);
    file->cells = malloc(CSVFILE_CELLS_MAX * sizeof *file->cells);
    unsigned char options = CSV_STRICT | CSV_STRICT_FINI | CSV_REPALL_NL;
    int error = file->text && file->cells && csv_init(&r.parser, options) == 0 ? 0 : -ENOMEM;
    if (!error) {
        csv_set_realloc_func(&r.parser, limited_realloc);
        csv_set_space_func(&r.parser, never);
        error = read_blocks(&r, stream);
        csv_free(&r.parser);
    }
    if (error == -ENOMEM)
        snprintf(file->error, sizeof file->error, "%s: out of memory", file->name);
    free(file->text);
    free(file->cells);
    file->text = NULL;
    file->cells = NULL;
    return error;
}

int csvfile_find(struct csvfile *file, const char *name)
{
    int found = -1;
    for (size_t i = 0; i < file->count; i++) {
        if (strcmp(csvfile_text(file, (int) i), name) != 0)
            continue;
        if (found < 0) {
            found = (int) i;
        } else if (!file->twins) {
            file->twins = 1;
            csvfile_refuse(file, "two columns have the name %s", name);
        }
    }
    return found;
}

static void add_missing(char *missing, size_t size, const char *name)
{
    size_t length = strlen(missing);
    snprintf(missing + length, size - length, "%s%s", length ? ", " : "", name);
}

int csvfile_find_all(struct csvfile *file, const char *const *names, int *columns)
{
    char missing[256] = "";
    for (size_t i = 0; names[i]; i++) {
        columns[i] = csvfile_find(file, names[i]);
        if (columns[i] < 0)
            add_missing(missing, sizeof missing, names[i]);
    }
    return missing[0] ? csvfile_refuse(file, "missing columns: %s", missing) : 0;
}

int csvfile_find_needed(struct csvfile *file, const char *const *names, const unsigned char *needed,
                        size_t count, int *columns)
{
    char missing[256] = "";
    for (size_t i = 0; names[i]; i++)
        columns[i] = csvfile_find(file, names[i]);
    for (size_t i = 0; i < count; i++)
        if (columns[needed[i]] < 0)
            add_missing(missing, sizeof missing, names[needed[i]]);
    return missing[0] ? csvfile_refuse(file, "missing columns: %s", missing) : 0;
}

int csvfile_number(struct csvfile *file, int column, const char *name, double *number)
{
    const char *text = csvfile_text(file, column);
    char *end = NULL;
    *number = NAN;
    if (!*text)
        return 0;
    /* strtod would also accept leading blanks, "nan", "infinity" and hexadecimal. */
    if (strspn(text, "+-.0123456789eE") == strlen(text))
        *number = strtod(text, &end);
    if (!isfinite(*number) || !end || *end)
        return csvfile_refuse(file, "%s is '%.40s', not a number (unknown is an empty cell)", name,
                              text);
    return 0;
}

int csvfile_whole(struct csvfile *file, int column, const char *name, uint64_t *number)
{
    const char *text = csvfile_text(file, column);
    size_t digits = strspn(text, "0123456789");
    if (digits == 0 || digits > 18 || text[digits])
        return csvfile_refuse(file, "%s is '%.40s', not a whole number", name, text);
    *number = strtoull(text, NULL, 10);
    return 0;
}

int csvfile_wholes(struct csvfile *file, const char *const *names, const int *columns,
                   const unsigned char *which, size_t count, uint64_t *numbers)
{
    int error = 0;
    for (size_t i = 0; i < count && !error; i++)
        error = csvfile_whole(file, columns[which[i]], names[which[i]], &numbers[i]);
    return error;
}
