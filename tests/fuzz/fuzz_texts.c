/* SPDX-License-Identifier: MIT
 *
 * Fuzz target for the smaller texts that escapebench reads. The first byte says which one the
 * rest is:
 *   o   options and operands of run, compare, export and show: a command's letter, then words,
 *       one a line; of an option a letter of `options_of` and its value
 *   c   what callgrind dumps
 *   s   the stored quiet state          w   the history of spreads
 *   h   a history of one or two runs: facts, table, facts, table, with 0x1e between them
 *   m   files of /proc and /sys, as tests/machines has them: a line is a path, two blanks, text
 *   x   a topology in hwloc's words, such as "numa:2 core:2 pu:2". Not as XML: hwloc 2.9 itself
 *       ends with SIGSEGV on XML that was changed
 * Built with libFuzzer by the preset `fuzz`, and with replay.c by all others.
 */
#include "fuzz_runfile.h"

#include "bench/options.h"
#include "bench/options_compare.h"
#include "bench/options_show.h"
#include "bench/print/history_page.h"
#include "harness/check/check.h"
#include "harness/counters/callgrind.h"
#include "harness/figures/spread_history.h"
#include "harness/history/store.h"
#include "harness/machine/core_kind.h"
#include "harness/machine/cpuinfo.h"
#include "harness/machine/limit.h"
#include "harness/machine/machine.h"
#include "harness/quiet/quiet_state.h"

#include <errno.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { TEXT_MOST = 1 << 16, WORDS_MOST = 40, PATH_SIZE = 256 };

static char folder[64]; /* of this process; what is read from files lies there */

static int remove_one(const char *path, const struct stat *about, int type, struct FTW *at)
{
    (void) about;
    (void) type;
    (void) at;
    return remove(path);
}

static void remove_folder(void)
{
    nftw(folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

static void make_folder(void)
{
    snprintf(folder, sizeof folder, "/tmp/escapebench-fuzz-XXXXXX");
    if (!mkdtemp(folder))
        abort();
}

static void write_file(const char *name, const char *text, size_t size, char path[PATH_SIZE])
{
    snprintf(path, PATH_SIZE, "%s/%s", folder, name);
    FILE *file = fopen(path, "we");
    if (!file || fwrite(text, 1, size, file) != size || fclose(file) != 0)
        abort();
}

/* ---- options ---- */

/* Those with a value: argp ends the program for the others' mistakes. */
static const char *const options_of[] = {
    "--allocator", "--size",   "--live",      "--cpu",    "--counters", "--effort",
    "--max-time",  "--seed",   "--precision", "--label",  "--gogc",     "--environment",
    "--threshold", "--metric", "--format",    "--detect", "--output",   "--machine",
};

/* The words of argv, each in `text`, which is cut up. Lines that begin with a letter of the
 * alphabet's first 18 capitals are options. */
static int split(char *text, char *argv[WORDS_MOST + 1], char words[WORDS_MOST][PATH_SIZE])
{
    int argc = 1;
    for (char *line = strtok(text, "\n"); line && argc < WORDS_MOST; line = strtok(NULL, "\n")) {
        size_t option = (size_t) (line[0] - 'A');
        if (option < sizeof options_of / sizeof *options_of)
            snprintf(words[argc], PATH_SIZE, "%s=%s", options_of[option], line + 1);
        else
            snprintf(words[argc], PATH_SIZE, "%s", line[0] == '-' ? line + 1 : line);
        argv[argc] = words[argc];
        argc += words[argc][0] != '-' || words[argc][1] == '-';
    }
    argv[argc] = NULL;
    return argc;
}

/* An option that the command has not ends the program. */
static int is_known(char letter, const char *word)
{
    static const char *const known[][2] = {
        { "r", "--allocator --size --live --cpu --counters --effort --max-time --seed --precision "
               "--label --output --machine " },
        { "c", "--threshold --metric --format " },
        { "e", "--format " },
        { "s", "--format " },
    };
    char option[32];
    if (word[0] != '-')
        return 1;
    snprintf(option, sizeof option, "%.*s ", (int) strcspn(word, "="), word);
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (known[i][0][0] == letter)
            return strstr(known[i][1], option) != NULL;
    return 0;
}

static void read_options(char *text)
{
    static char words[WORDS_MOST][PATH_SIZE];
    static struct options_run run;
    static struct options_compare compare;
    static struct options_export exported;
    static struct options_show show;
    char *argv[WORDS_MOST + 1] = { (char[]){ "escapebench" } }, letter = text[0];
    int argc = letter ? split(text + 1, argv, words) : 1, kept = 1;
    for (int i = 1; i < argc; i++)
        if (is_known(letter, argv[i]))
            argv[kept++] = argv[i];
    argv[kept] = NULL;
    if (letter == 'r')
        options_parse_run(kept, argv, &run);
    else if (letter == 'c' && options_parse_compare(kept, argv, &compare) != -ENOMEM)
        free(compare.operands);
    else if (letter == 'e')
        options_parse_export(kept, argv, &exported);
    else if (letter == 's')
        options_parse_show(kept, argv, &show);
}

/* ---- files ---- */

static void read_callgrind(const char *text)
{
    struct callgrind_counts counts;
    uint64_t totals[CALLGRIND_METRICS];
    char version[CALLGRIND_VERSION_MAX];
    callgrind_version(text, version);
    callgrind_totals(text, "1-0", totals);
    for (size_t variant = 0; variant < 3; variant++)
        callgrind_slope(text, variant, 4, &counts);
}

static void read_state(const char *text, size_t size)
{
    char path[PATH_SIZE], why[512];
    struct quiet_record record;
    write_file("state", text, size, path);
    if (quiet_state_load(path, "cpu", &record, why, sizeof why) == 0)
        quiet_state_is_confirmed(&record);
}

static void read_spreads(const char *text, size_t size)
{
    char path[PATH_SIZE];
    struct spread_history history;
    struct spread_known known;
    write_file("spreads", text, size, path);
    if (spread_history_load(&history, path, "cpu") != 0)
        return;
    spread_history_sum_up(&history, "return_pointer/8/1/glibc/heap-stack", NULL, &known);
    spread_history_free(&history);
}

static void read_history(char *text)
{
    static const char *const names[] = { "a.facts.csv", "a.csv", "b.facts.csv", "b.csv" };
    char root[PATH_SIZE], path[PATH_SIZE], name[PATH_SIZE];
    struct store store = { 0 };
    snprintf(root, sizeof root, "%s/history", folder);
    snprintf(path, sizeof path, "%s/history/cpu", folder);
    mkdir(root, 0700);
    mkdir(path, 0700);
    for (size_t i = 0; text && i < sizeof names / sizeof *names; i++) {
        const char *part = strsep(&text, "\x1e");
        snprintf(name, sizeof name, "history/cpu/%s", names[i]);
        write_file(name, part, strlen(part), path);
    }
    FILE *page = fopen("/dev/null", "we");
    if (page && store_load(&store, root) == 0)
        history_page(&store, page);
    store_free(&store);
    if (page)
        fclose(page);
}

/* Whether a path of the input stays below the folder. */
static int is_plain(const char *path)
{
    static const char letters[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/_-.:,";
    return path[0] == '/' && strlen(path) < PATH_SIZE / 2 && !strstr(path, "..") &&
           path[strspn(path, letters)] == '\0';
}

static void add_line(const char *root, const char *path, const char *line)
{
    char whole[2 * PATH_SIZE];
    if (!is_plain(path))
        return;
    snprintf(whole, sizeof whole, "%s%s", root, path);
    for (char *slash = strchr(whole + strlen(root) + 1, '/'); slash;
         slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        mkdir(whole, 0700);
        *slash = '/';
    }
    FILE *file = fopen(whole, "ae");
    if (!file)
        return;
    fprintf(file, "%s\n", line);
    fclose(file);
}

static void read_system(char *text)
{
    char root[PATH_SIZE / 2], said[512], path[2 * PATH_SIZE];
    snprintf(root, sizeof root, "%s/root", folder);
    mkdir(root, 0700);
    for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n")) {
        char *gap = strstr(line, "  ");
        if (gap) {
            *gap = '\0';
            add_line(root, line, gap + 2);
        }
    }
    static struct check check;
    struct check_scope scope = { root, 5 };
    struct check_snapshot before, after;
    struct core_design design;
    check = (struct check){ 0 };
    check_take_snapshot(&scope, &before);
    check_cpu(&check, &scope);
    check_system(&check, &scope);
    check_take_snapshot(&scope, &after);
    check_between(&check, &scope, &before, &after);
    limit_oom_kills(root);
    for (int error = 1; error < 40; error++)
        limit_explain(root, error, said, sizeof said);
    limit_explain_memory(root, said, sizeof said);
    snprintf(path, sizeof path, "%s/proc/cpuinfo", root);
    cpuinfo_design(path, 5, &design);
    nftw(root, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

/* Whether a topology has so few objects that it is made at once. */
static int is_small(const char *text)
{
    double objects = 1;
    for (const char *at = text; *at; at += strcspn(at, "0123456789")) {
        char *end = NULL;
        double number = strtod(at, &end);
        objects *= number > 1 ? number : 1;
        at = end > at ? end : at;
    }
    return objects < 4096 && strlen(text) < 100;
}

static void read_topology(const char *text)
{
    struct machine machine = { 0 };
    char kind[256];
    unsigned pu, stand_ins[MACHINE_STAND_INS_MOST];
    if (!is_small(text) || hwloc_topology_init(&machine.topology) != 0)
        return;
    if (hwloc_topology_set_synthetic(machine.topology, text) == 0 &&
        hwloc_topology_load(machine.topology) == 0) {
        hwloc_obj_t first = hwloc_get_obj_by_type(machine.topology, HWLOC_OBJ_PU, 0);
        machine.allowed = hwloc_bitmap_dup(hwloc_topology_get_allowed_cpuset(machine.topology));
        if (first)
            core_kind_describe(machine.topology, first, kind, sizeof kind);
        if (machine_choose(&machine, MACHINE_AUTO, 0, &pu) == 0)
            machine_stand_ins(&machine, pu, stand_ins);
        machine_choose(&machine, MACHINE_CORE, 1, &pu);
    }
    machine_close(&machine);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static char text[TEXT_MOST + 1];
    if (size < 2 || size > TEXT_MOST)
        return 0;
    size--;
    memcpy(text, data + 1, size);
    text[size] = '\0';
    make_folder();
    switch (data[0]) {
    case 'o':
        read_options(text);
        break;
    case 'c':
        read_callgrind(text);
        break;
    case 's':
        read_state(text, size);
        break;
    case 'w':
        read_spreads(text, size);
        break;
    case 'h':
        read_history(text);
        break;
    case 'm':
        read_system(text);
        break;
    case 'x':
        read_topology(text);
        break;
    default:
        break;
    }
    remove_folder();
    return 0;
}
