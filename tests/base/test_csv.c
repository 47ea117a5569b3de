/* SPDX-License-Identifier: MIT */
#include "harness/base/csv.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

static const char *finish(struct csv_row *row)
{
    cr_assert_eq(csv_end(row), 0);
    row->text[row->length] = '\0';
    return row->text;
}

Test(csv, quotes_only_what_needs_it)
{
    struct csv_row row;
    csv_start(&row);
    csv_text(&row, "plain text");
    csv_text(&row, "a,b");
    csv_text(&row, "say \"x\"");
    csv_text(&row, "two\nlines");
    cr_expect_str_eq(finish(&row), "plain text,\"a,b\",\"say \"\"x\"\"\",\"two\nlines\"\n");
}

Test(csv, nothing_is_a_formula_for_a_spreadsheet)
{
    struct csv_row row;
    csv_start(&row);
    csv_text(&row, "=cmd|' /C calc'!A0");
    csv_text(&row, "+A1+1");
    csv_text(&row, "-A1,2");
    csv_text(&row, "@SUM(A1)");
    csv_text(&row, "\t=1");
    csv_text(&row, "-0.2 … +0.2");
    csv_text(&row, "-0.25");
    csv_text(&row, "+3e-05");
    csv_text(&row, "a=b");
    cr_expect_str_eq(finish(&row),
                     "'=cmd|' /C calc'!A0,'+A1+1,\"'-A1,2\",'@SUM(A1),'\t=1,-0.2 … +0.2,"
                     "-0.25,+3e-05,a=b\n");
}

Test(csv, unknown_is_an_empty_cell_even_in_front)
{
    struct csv_row row;
    csv_start(&row);
    csv_text(&row, NULL);
    csv_number(&row, NAN);
    csv_number(&row, INFINITY);
    csv_integer(&row, 0);
    cr_expect_str_eq(finish(&row), ",,,0\n");
}

Test(csv, numbers_read_back_exactly_and_stay_short)
{
    static const double numbers[] = { 0.1, 1.0 / 3, 5e-324, 1.7976931348623157e308, -2.5, 1e22 };
    struct csv_row row;
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        csv_start(&row);
        csv_number(&row, numbers[i]);
        cr_expect_eq(strtod(finish(&row), NULL), numbers[i]);
    }
    csv_start(&row);
    csv_number(&row, 0.1);
    cr_expect_str_eq(finish(&row), "0.1\n");
}

Test(csv, a_row_that_does_not_fit_says_so)
{
    struct csv_row row;
    char *large = malloc(sizeof row.text + 1);
    memset(large, 'x', sizeof row.text);
    large[sizeof row.text] = '\0';
    csv_start(&row);
    csv_text(&row, large);
    cr_expect_eq(csv_end(&row), -EOVERFLOW);
    free(large);
}

Test(csv, a_full_disk_is_an_error)
{
    struct csv_row row;
    int fd = open("/dev/full", O_WRONLY);
    csv_start(&row);
    csv_text(&row, "x");
    csv_end(&row);
    cr_expect_eq(csv_write(&row, fd), -ENOSPC);
    close(fd);
    cr_expect_eq(csv_write(&row, -1), -EBADF);
}

Test(csv, no_more_digits_than_the_tolerance_asks_for)
{
    struct csv_row row;
    csv_start(&row);
    csv_number_within(&row, 10.229949955173677, 0.0004);
    csv_number_within(&row, 1234567.891, 40);
    csv_number_within(&row, -0.00001, 0.001);
    csv_number_within(&row, 0.00012345678, 1e-9);
    csv_number_within(&row, NAN, 1);
    csv_number_within(&row, 0.1, 0);
    cr_expect_str_eq(finish(&row), "10.2299,1234568,0,0.000123457,,0.1\n");
}

Test(csv, what_is_read_back_is_within_the_tolerance)
{
    struct csv_row row;
    for (int i = 1; i < 2000; i++) {
        double number = (i % 2 ? 1 : -1) * exp(i * 0.017 - 15), tolerance = fabs(number) / i;
        csv_start(&row);
        csv_number_within(&row, number, tolerance);
        cr_expect_leq(fabs(strtod(finish(&row), NULL) - number), tolerance * (1 + 1e-9));
    }
}

/* A file that may not grow replaces a full disk. */
Test(csv, a_row_that_does_not_fit_leaves_whole_rows)
{
    char path[] = "/tmp/escapebench-csv-XXXXXX";
    struct csv_row row;
    struct rlimit limit = { 10, 10 };
    int fd = mkstemp(path);
    signal(SIGXFSZ, SIG_IGN);
    cr_assert_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
    csv_start(&row);
    csv_text(&row, "1234567");
    csv_end(&row);
    cr_expect_eq(csv_write(&row, fd), 0);
    cr_expect_eq(csv_write(&row, fd), -EFBIG);
    cr_expect_eq(lseek(fd, 0, SEEK_END), 8);
    unlink(path);
}
