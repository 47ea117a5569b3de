/* SPDX-License-Identifier: MIT */
#include "harness/base/files.h"

#include "tests/support/shell.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[SCRATCH_MAX];
static char path[128];

static const char *in_folder(const char *name)
{
    snprintf(path, sizeof path, "%s/%s", folder, name);
    return path;
}

static void set_up(void)
{
    scratch_make(folder);
}

static void clean_up(void)
{
    scratch_remove(folder);
}

TestSuite(files, .init = set_up, .fini = clean_up);

Test(files, folders_are_made_with_those_above)
{
    cr_expect_eq(files_make_folder(in_folder("a/b/c")), 0);
    cr_expect_eq(access(path, W_OK), 0);
    cr_expect_eq(files_make_folder(path), 0, "again is fine");
}

Test(files, the_folder_of_a_file_is_made)
{
    cr_expect_eq(files_make_parent(in_folder("e/f/g.json")), 0);
    cr_expect_neq(access(path, F_OK), 0, "the file itself is not made");
    cr_expect_eq(access(in_folder("e/f"), W_OK), 0);
    cr_expect_eq(files_make_parent("without-a-folder"), 0);
}

Test(files, a_file_in_the_way_is_an_error)
{
    FILE *file = fopen(in_folder("file"), "w");
    fputs("first\nsecond\n", file);
    fclose(file);
    cr_expect_eq(files_make_folder(path), -ENOTDIR);
    cr_expect_eq(files_make_folder(in_folder("file/below")), -ENOTDIR);
}

Test(files, json_replaces_the_old_file_in_one_step)
{
    json_t *json = json_pack("{s:i}", "n", 1);
    cr_assert_eq(files_write_json(in_folder("x.json"), json), 0);
    cr_assert_eq(files_write_json(path, json), 0);
    json_t *back = json_load_file(path, 0, NULL);
    cr_expect(json_equal(json, back));
    cr_expect_neq(access(in_folder("x.json.new"), F_OK), 0, "nothing is left behind");
    cr_expect_eq(files_write_json("/nonesuch/x.json", json), -ENOENT);
    json_decref(back);
    json_decref(json);
}

Test(files, a_reserve_is_not_seen)
{
    const char *full = in_folder("full");
    cr_assert_eq(files_make_folder(full), 0);
    int fd = files_reserve(full, 65536);
    struct stat info;
    cr_assert_geq(fd, 0);
    cr_assert_eq(fstat(fd, &info), 0);
    cr_expect_geq(info.st_blocks * 512, 65536);
    cr_expect_eq(rmdir(full), 0, "the folder is empty");
    close(fd);
    cr_expect_eq(files_reserve("/nonesuch", 1), -ENOENT);
}

static void expect_text(const char *text, const char *wanted)
{
    json_t *json = files_json_text(text);
    cr_expect_str_eq(json_string_value(json), wanted);
    json_decref(json);
}

Test(files, text_that_is_not_utf8_is_escaped)
{
    expect_text("", "");
    expect_text("a\\x b\xc3\xb6", "a\\x b\xc3\xb6");
    expect_text("caf\xe9/\xff\x80", "caf\\xe9/\\xff\\x80");
}
