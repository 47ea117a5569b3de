/* SPDX-License-Identifier: MIT */
#include "harness/base/csvfile.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static char seen[4096]; /* the cells, each in brackets, rows as line:cells */

static int on_row(struct csvfile *file, void *context)
{
    (void) context;
    size_t length = strlen(seen);
    length += (size_t) snprintf(seen + length, sizeof seen - length, "%zu:", file->line);
    for (size_t i = 0; i < file->count; i++)
        length += (size_t) snprintf(seen + length, sizeof seen - length, "[%s]",
                                    csvfile_text(file, (int) i));
    return 0;
}

static struct csvfile file;

/* Reads the text. Writes the cells to `seen`. */
static int read_bytes(const char *text, size_t length)
{
    FILE *stream = tmpfile();
    cr_assert_eq(fwrite(text, 1, length, stream), length);
    rewind(stream);
    seen[0] = '\0';
    file = (struct csvfile){ .name = "f", .header = on_row, .row = on_row };
    int error = csvfile_read(&file, stream);
    fclose(stream);
    return error;
}

static int read_text(const char *text)
{
    return read_bytes(text, strlen(text));
}

#define SAW(text)  cr_expect_str_eq(seen, text)
#define SAYS(text) cr_expect_str_eq(file.error, text)

Test(csvfile, rows_and_lines)
{
    cr_assert_eq(read_text("a,b\n1,2\n\n3,\n"), 0);
    SAW("1:[a][b]2:[1][2]4:[3][]");
}

Test(csvfile, crlf_is_one_line_end)
{
    cr_assert_eq(read_text("a,b\r\n1,2\r\n\r\n3,4\r\n"), 0);
    SAW("1:[a][b]2:[1][2]4:[3][4]");
}

Test(csvfile, quotes_commas_blanks_and_line_ends_inside_cells)
{
    cr_assert_eq(read_text("a,b\n\"x,\"\"y\"\"\nz\", 2 \n3,4\n"), 0);
    SAW("1:[a][b]2:[x,\"y\"\nz][ 2 ]4:[3][4]");
}

Test(csvfile, a_file_that_was_cut_off)
{
    cr_assert_eq(read_text("a,b\n1,2\n3,4"), -EINVAL);
    SAYS("f:3: the line has no end: the file was cut off");
    cr_assert_eq(read_text("a,b\n1,\"2\n"), -EINVAL);
    SAYS("f:2: a quote in the wrong place, or without its other half");
}

Test(csvfile, rows_unlike_the_header)
{
    cr_assert_eq(read_text("a,b\n1,2\n3\n"), 0);
    SAW("1:[a][b]2:[1][2]3:[3][]");
    cr_assert_eq(read_text("a,b\n1,2,3\n"), -EINVAL);
    SAYS("f:2: 3 cells where the header has 2");
}

Test(csvfile, what_is_no_csv)
{
    cr_assert_eq(read_text(""), -EINVAL);
    SAYS("f:1: the file is empty");
    cr_assert_eq(read_text("a,b\n1,x\"y\"\n"), -EINVAL);
    SAYS("f:2: a quote in the wrong place, or without its other half");
    cr_assert_eq(read_bytes("a,b\n1,\0\n", 9), -EINVAL);
    SAYS("f:2: a NUL byte: this is no text");
}

Test(csvfile, a_cell_without_end_does_not_fill_memory)
{
    size_t size = 4 << 20;
    char *text = malloc(size);
    memset(text, 'x', size);
    cr_assert_eq(read_bytes(text, size), -EINVAL);
    SAYS("f:1: a cell of more than 65536 bytes: this is no run");
    memset(text, ',', size);
    cr_assert_eq(read_bytes(text, size), -EINVAL);
    SAYS("f:1: more than 1024 cells: this is no run");
    free(text);
}

Test(csvfile, a_folder_is_no_file)
{
    FILE *stream = fopen("/", "r");
    file = (struct csvfile){ .name = "f", .header = on_row, .row = on_row };
    cr_assert_eq(csvfile_read(&file, stream), -EISDIR);
    SAYS("f:1: Is a directory");
    fclose(stream);
}

/* ---- columns and numbers ---- */

static int on_header(struct csvfile *f, void *context)
{
    static const char *const names[] = { "size", "value", NULL };
    return csvfile_find_all(f, names, context);
}

static double number;
static uint64_t whole;

static int on_numbers(struct csvfile *f, void *context)
{
    const int *columns = context;
    int error = csvfile_whole(f, columns[0], "size", &whole);
    return error ? error : csvfile_number(f, columns[1], "value", &number);
}

static int read_numbers(const char *text)
{
    int columns[2];
    FILE *stream = fmemopen((char *) text, strlen(text), "r");
    file =
        (struct csvfile){ .name = "f", .header = on_header, .row = on_numbers, .context = columns };
    int error = csvfile_read(&file, stream);
    fclose(stream);
    return error;
}

Test(csvfile, columns_are_found_by_name)
{
    cr_assert_eq(read_numbers("value,x,size\n-1.5e3,,64\n"), 0);
    cr_expect_eq(whole, 64);
    cr_expect_eq(number, -1500);
    cr_assert_eq(read_numbers("size,value\n0,\n"), 0);
    cr_expect(isnan(number));
    cr_assert_eq(read_numbers("a,b\n1,2\n"), -EINVAL);
    SAYS("f:1: missing columns: size, value");
    cr_assert_eq(read_numbers("size,x,x,value\n64,,,1\n"), 0, "a column that nobody reads");
    cr_assert_eq(read_numbers("size,value,size\n64,1,32\n"), -EINVAL);
    SAYS("f:1: two columns have the name size");
}

Test(csvfile, what_is_no_number)
{
    static const char *const words[] = { "nan",  "inf", "-inf",  "0x10", " 1",  "1 ",
                                         "1,5e", "1e",  "1e999", "abc",  "--1", "1.2.3" };
    char text[64];
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        snprintf(text, sizeof text, "size,value\n1,\"%s\"\n", words[i]);
        cr_expect_eq(read_numbers(text), -EINVAL, "%s", words[i]);
        cr_expect_not_null(strstr(file.error, "f:2: value is '"), "%s", file.error);
    }
    static const char *const wholes[] = { "", "-1", "1.5", "1e3", "9999999999999999999", " 1" };
    for (size_t i = 0; i < sizeof wholes / sizeof *wholes; i++) {
        snprintf(text, sizeof text, "size,value\n\"%s\",1\n", wholes[i]);
        cr_expect_eq(read_numbers(text), -EINVAL, "%s", wholes[i]);
        cr_expect_not_null(strstr(file.error, "f:2: size is '"), "%s", file.error);
    }
}

Test(csvfile, as_spreadsheets_write_it)
{
    cr_assert_eq(read_text("\xef\xbb\xbf"
                           "\"a\",\"b\",\"c\"\r\n\"1\"\r\n2,,\r\n3,4,5,,\r\n6,7,8"),
                 0);
    SAW("1:[a][b][c]2:[1][][]3:[2][][]4:[3][4][5]5:[6][7][8]");
    cr_assert_eq(read_text("a,b\r1,2\r3,4\r"), 0);
    SAW("1:[a][b]2:[1][2]3:[3][4]");
    cr_assert_eq(read_text("a,b\n1,2\n,,\n3,4\n,\n\n"), 0);
    SAW("1:[a][b]2:[1][2]4:[3][4]"); /* rows of empty cells are none */
}

Test(csvfile, utf_16_is_named)
{
    static const char text[] = "\xff\xfe"
                               "a\0,\0b\0\n\0";
    FILE *stream = fmemopen((void *) text, sizeof text - 1, "r");
    file = (struct csvfile){ .name = "f", .header = on_row, .row = on_row };
    cr_expect_eq(csvfile_read(&file, stream), -EINVAL);
    fclose(stream);
    SAYS("f:1: UTF-16 text; save it as UTF-8 (CSV UTF-8)");
}

Test(csvfile, other_separators_are_named)
{
    cr_expect_eq(read_text("a;b\n1;2,5\n"), -EINVAL);
    SAYS("f:1: fields are separated by semicolons; save it with commas and decimal points");
    cr_expect_eq(read_text("a\tb\n1\t2\n"), -EINVAL);
    SAYS("f:1: fields are separated by tabs; save it with commas and decimal points");
}

Test(csvfile, a_torn_last_row_is_dropped_where_that_is_asked_for)
{
    FILE *stream = tmpfile();
    fputs("a,b\n1,2\n3,\"4", stream);
    rewind(stream);
    seen[0] = '\0';
    file = (struct csvfile){ .name = "f", .header = on_row, .row = on_row, .drop_torn = 1 };
    cr_expect_eq(csvfile_read(&file, stream), 0);
    fclose(stream);
    cr_expect(file.torn);
    SAW("1:[a][b]2:[1][2]");
    cr_expect_eq(read_text("a,b\r\n1,2\r\n3"), -EINVAL);
    SAYS("f:3: the line has no end: the file was cut off");
}
