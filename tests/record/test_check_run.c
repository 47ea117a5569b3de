/* SPDX-License-Identifier: MIT
 *
 * `escapebench check` and the findings in machine.json, end to end.
 */
#include "tests/support/shell.h"

#include <criterion/criterion.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static char folder[SCRATCH_MAX];

static void make_folder(void)
{
    scratch_make(folder);
}

static void remove_folder(void)
{
    scratch_remove(folder);
}

TestSuite(check_run, .init = make_folder, .fini = remove_folder);

/* Exit status of a command whose output goes to folder/FILE; a busy machine may
 * make it complain, too. */
__attribute__((format(printf, 2, 3))) static int run(const char *file, const char *format, ...)
{
    char command[1024], whole[1200];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(command, sizeof command, format, arguments);
    va_end(arguments);
    snprintf(whole, sizeof whole, "%s > %s/%s 2> %s/complaints", command, folder, file, folder);
    shell_name_words();
    int status = system(whole);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}

static json_t *load(const char *file)
{
    char path[128];
    json_error_t error;
    snprintf(path, sizeof path, "%s/%s", folder, file);
    json_t *json = json_load_file(path, 0, &error);
    cr_assert(json != NULL, "%s: %s", file, error.text);
    return json;
}

static const char *const names[] = {
    "pmu",          "perf-event-paranoid",
    "governor",     "turbo",
    "smt-sibling",  "isolated",
    "nohz-full",    "interrupts",
    "aslr",         "transparent-huge-pages",
    "load",         "virtualisation",
    "cpuset",       "cpu-quota",
    "nmi-watchdog", "clocksource",
    "steal",        "noise-floor",
    "quiet-turns",  "thermal-throttling",
    "clock-drift",  "batch-job",
    "probe",
};

/* The status of the finding with that name; all its texts are there. */
static const char *status_of(json_t *list, const char *name)
{
    size_t i;
    json_t *f;
    json_array_foreach(list, i, f)
    {
        const char *found, *status, *read, *effect;
        json_t *fix;
        cr_assert_eq(json_unpack(f, "{s:s, s:s, s:s, s:s, s:o}", "name", &found, "status", &status,
                                 "read", &read, "effect", &effect, "fix", &fix),
                     0);
        cr_assert(read[0] && effect[0], "%s", found);
        if (strcmp(found, name) == 0)
            return status;
    }
    cr_assert_fail("no finding is called %s", name);
    return NULL;
}

Test(check_run, check_as_json_has_all_findings_and_its_status_is_the_worst)
{
    int status = run("check", "%s check --format json", PROGRAM_WORD), bad = 0;
    json_t *list = load("check");
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        bad |= strcmp(status_of(list, names[i]), "bad") == 0;
    size_t i;
    json_t *f;
    json_array_foreach(list, i, f) bad |=
        strcmp(json_string_value(json_object_get(f, "status")), "bad") == 0;
    cr_assert_eq(status, bad);
    json_decref(list);
}

/* A test cannot change the machine, but it can switch ASLR off for a process. */
Test(check_run, without_aslr_the_machine_is_bad)
{
    if (run("try", "setarch -R true") != 0)
        cr_skip_test("setarch -R is not allowed here");
    cr_assert_eq(run("check", "setarch -R %s check --format json", PROGRAM_WORD), 1);
    json_t *list = load("check");
    cr_assert_str_eq(status_of(list, "aslr"), "bad");
    json_decref(list);
}

Test(check_run, every_run_keeps_its_findings)
{
    run("said", "%s run nothing --effort quick --max-time 2 --quiet --output %s/run", PROGRAM_WORD,
        folder);
    json_t *machine = load("run/machine.json");
    json_t *list = json_object_get(machine, "check");
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        status_of(list, names[i]);
    cr_assert_eq(json_is_null(json_object_get(machine, "callgrind")), 1);
    json_decref(machine);
}

Test(check_run, usage)
{
    cr_assert_eq(run("said", "%s check --format csv", PROGRAM_WORD), 2);
    cr_assert_eq(run("said", "%s check something", PROGRAM_WORD), 2);
    cr_assert_eq(run("said", "%s check --cpu pu:999999", PROGRAM_WORD), 2);
    cr_assert_eq(run("said", "%s check --help", PROGRAM_WORD), 0);
}
