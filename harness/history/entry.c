/* SPDX-License-Identifier: MIT */
#include "entry.h"

#include "harness/base/csv.h"
#include "harness/base/files.h"
#include "harness/base/json_path.h"
#include "harness/base/sha256.h"
#include "harness/readback/provenance.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

const char *const entry_columns[] = {
    "scenario", "size_bytes", "live", "allocator", "variant",   "metric",
    "unit",     "value",      "cost", "cost_low",  "cost_high", NULL,
};

/* The metrics that a history keeps. */
static const char *const kept[] = { "time", "instructions", "callgrind-instructions", "allocs",
                                    "retained-bytes" };

/* Facts of machine.json: name and path, steps separated by slashes. */
static const char *const facts[][2] = {
    { "escapebench", "build/commit" },
    { "start", "start" },
    { "host", "machine/host" },
    { "cpu", "machine/cpu/name" },
    { "family", "machine/cpu/family" },
    { "model", "machine/cpu/model" },
    { "stepping", "machine/cpu/stepping" },
    { "microcode", "machine/cpu/microcode" },
    { "kernel", "machine/system/kernel" },
    { "governor", "machine/measured_on/governor" },
    { "turbo", "machine/turbo" },
    { "transparent_huge_pages", "machine/transparent_huge_pages" },
    { "hypervisor", "machine/virtualisation/hypervisor" },
    { "compiler", "build/compiler" },
};

/* A fact whose name is this followed by an allocator's name is that allocator's version. */
static const char allocator_fact[] = "allocator ";

/* Objects of machine.json whose members are facts, too, such as "label bios". */
static const struct {
    const char *before, *path;
} families[] = { { "--env ", "environment/asked" }, { "label ", "labels" } };

/* Writes the text of a string, number or truth value; empty if it is unknown. */
static void text_of(const json_t *json, const char *path, char *text, size_t size)
{
    json = json_at(json, path);
    *text = '\0';
    if (json_is_string(json))
        snprintf(text, size, "%s", json_string_value(json));
    else if (json_is_integer(json))
        snprintf(text, size, "%lld", (long long) json_integer_value(json));
    else if (json_is_boolean(json))
        snprintf(text, size, "%s", json_is_true(json) ? "true" : "false");
}

/* Adds `text` to a key, with a dash for anything but letters and digits. */
static void add_word(char *key, const char *text)
{
    size_t at = strlen(key);
    if (at > 0 && key[at - 1] != '-' && at + 1 < ENTRY_KEY_MAX)
        key[at++] = '-';
    for (; *text && at + 1 < ENTRY_KEY_MAX; text++)
        if (isalnum((unsigned char) *text) || *text == '.')
            key[at++] = *text;
        else if (at > 0 && key[at - 1] != '-')
            key[at++] = '-';
    while (at > 0 && key[at - 1] == '-')
        at--;
    key[at] = '\0';
}

/* Adds a part such as "env-1a2b3c4d": the hash of a fact that is too long for a name. Nothing
 * if the fact is null or empty. */
static void add_hash(char *key, const char *name, const json_t *fact)
{
    enum { DIGITS = 8 };
    char hash[SHA256_TEXT], word[64];
    if (json_is_object(fact) ? json_object_size(fact) == 0 : !json_is_string(fact))
        return;
    char *text = json_dumps(fact, JSON_ENCODE_ANY | JSON_SORT_KEYS | JSON_COMPACT);
    if (!text)
        return;
    sha256_of(text, strlen(text), hash);
    snprintf(word, sizeof word, "%s-%.*s", name, DIGITS, hash);
    add_word(key, word);
    free(text);
}

void entry_key(const json_t *machine, char key[ENTRY_KEY_MAX])
{
    static const char *const parts[] = { "name", "family", "model", "stepping", "microcode" };
    char path[64], text[160];
    *key = '\0';
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        snprintf(path, sizeof path, "machine/cpu/%s", parts[i]);
        text_of(machine, path, text, sizeof text);
        if (*text)
            add_word(key, text);
    }
    text_of(machine, "machine/system/kernel", text, sizeof text);
    char *dot = strchr(text, '.'), *second = dot ? strchr(dot + 1, '.') : NULL;
    if (second)
        *second = '\0';
    add_word(key, "linux");
    if (*text)
        add_word(key, text);
    add_hash(key, "kind", json_at(machine, "machine/measured_on/core_kind"));
    add_hash(key, "env", json_at(machine, "environment/asked"));
}

static int is_kept(const struct runfile_row *row)
{
    for (size_t i = 0; i < sizeof kept / sizeof *kept; i++)
        if (strcmp(row->metric, kept[i]) == 0)
            return !isnan(row->delta);
    return 0;
}

static int write_row(int fd, struct csv_row *csv)
{
    int error = csv_end(csv);
    return error ? error : csv_write(csv, fd);
}

static int write_figures(int fd, const struct runfile *run)
{
    struct csv_row csv;
    csv_start(&csv);
    for (size_t i = 0; entry_columns[i]; i++)
        csv_text(&csv, entry_columns[i]);
    int error = write_row(fd, &csv);
    for (size_t i = 0; i < run->row_count && !error; i++) {
        const struct runfile_row *row = &run->rows[i];
        if (!is_kept(row))
            continue;
        csv_start(&csv);
        csv_text(&csv, row->scenario);
        csv_integer(&csv, row->size_bytes);
        csv_integer(&csv, row->live);
        csv_text(&csv, row->allocator);
        csv_text(&csv, row->variant);
        csv_text(&csv, row->metric);
        csv_text(&csv, row->unit);
        csv_number(&csv, row->value);
        csv_number(&csv, row->delta);
        csv_number(&csv, row->low);
        csv_number(&csv, row->high);
        error = write_row(fd, &csv);
    }
    return error;
}

static int write_fact(int fd, const char *name, const char *value)
{
    struct csv_row csv;
    csv_start(&csv);
    csv_text(&csv, name);
    csv_text(&csv, value);
    return write_row(fd, &csv);
}

int entry_fact(const json_t *machine, const char *name, char text[ENTRY_FACT_MAX])
{
    size_t length = sizeof allocator_fact - 1;
    if (strncmp(name, allocator_fact, length) == 0) {
        const json_t *allocator = provenance_allocator(machine, name + length);
        text_of(allocator, "version", text, ENTRY_FACT_MAX);
        return allocator != NULL;
    }
    for (size_t i = 0; i < sizeof families / sizeof *families; i++) {
        size_t n = strlen(families[i].before);
        if (strncmp(name, families[i].before, n) != 0)
            continue;
        const json_t *value = json_object_get(json_at(machine, families[i].path), name + n);
        snprintf(text, ENTRY_FACT_MAX, "%s", value ? json_string_value(value) : "not set");
        return 1;
    }
    for (size_t i = 0; i < sizeof facts / sizeof *facts; i++)
        if (strcmp(facts[i][0], name) == 0) {
            text_of(machine, facts[i][1], text, ENTRY_FACT_MAX);
            return 1;
        }
    return 0;
}

int entry_is_cause(const char *name)
{
    static const char *const others[] = { "start", "host" };
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (strcmp(name, others[i]) == 0)
            return 0;
    return 1;
}

/* Writes the members of the objects in `families`. */
static int write_families(int fd, const json_t *machine)
{
    int error = 0;
    for (size_t i = 0; i < sizeof families / sizeof *families; i++) {
        const char *key;
        json_t *value;
        json_object_foreach((json_t *) json_at(machine, families[i].path), key, value)
        {
            char name[128];
            snprintf(name, sizeof name, "%s%.100s", families[i].before, key);
            if (!error && json_is_string(value))
                error = write_fact(fd, name, json_string_value(value));
        }
    }
    return error;
}

static int write_facts(int fd, const json_t *machine, const struct entry_commit *commit)
{
    char text[256], name[64];
    size_t i;
    json_t *allocator;
    int error = write_fact(fd, "name", "value");
    error = error ? error : write_fact(fd, "commit", commit->commit);
    error = error ? error : write_fact(fd, "time", commit->time);
    for (size_t k = 0; k < sizeof facts / sizeof *facts && !error; k++) {
        text_of(machine, facts[k][1], text, sizeof text);
        error = write_fact(fd, facts[k][0], text);
    }
    json_array_foreach(json_object_get(machine, "allocators"), i, allocator)
    {
        text_of(allocator, "name", text, sizeof text);
        snprintf(name, sizeof name, "%s%.40s", allocator_fact, text);
        text_of(allocator, "version", text, sizeof text);
        error = error ? error : write_fact(fd, name, text);
    }
    return error ? error : write_families(fd, machine);
}

/* Creates a file beside `path` whose name no reader takes for a table. */
static int open_new(const char *path, const char *ending, char name[ENTRY_PATH_MAX])
{
    if (snprintf(name, ENTRY_PATH_MAX, "%s%s", path, ending) >= ENTRY_PATH_MAX)
        return -ENAMETOOLONG;
    int fd = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    return fd >= 0 ? fd : -errno;
}

static int close_written(int fd, int error)
{
    return close(fd) != 0 && !error ? -errno : error;
}

/* Writes both files of an entry; `stem` is their path without the ending. */
static int write_entry(const struct runfile *run, const struct entry_commit *commit,
                       const char *stem, char path[ENTRY_PATH_MAX])
{
    char facts_path[ENTRY_PATH_MAX], partial[ENTRY_PATH_MAX] = "";
    int fd = open_new(stem, ".facts.csv", facts_path);
    if (fd < 0)
        return fd;
    int error = close_written(fd, write_facts(fd, run->machine, commit));
    fd = error ? error : open_new(stem, ".partial", partial);
    error = fd < 0 ? fd : close_written(fd, write_figures(fd, run));
    if (!error && snprintf(path, ENTRY_PATH_MAX, "%s.csv", stem) >= ENTRY_PATH_MAX)
        error = -ENAMETOOLONG;
    if (!error && rename(partial, path) != 0)
        error = -errno;
    if (error) {
        unlink(facts_path);
        unlink(partial);
    }
    return error;
}

/* Shortens "2026-11-28T03:04:05Z" to "20261128T030405Z". */
static void compact_time(const char *time, char out[32])
{
    size_t at = 0;
    for (; *time && at < 31; time++)
        if (isalnum((unsigned char) *time))
            out[at++] = *time;
    out[at] = '\0';
}

int entry_add(const struct runfile *run, const struct entry_commit *commit, const char *folder,
              char path[ENTRY_PATH_MAX])
{
    char key[ENTRY_KEY_MAX], built[64], start[64], when[32], word[ENTRY_KEY_MAX] = "",
                                                             stem[ENTRY_PATH_MAX];
    unsigned random = 0;
    if (!run->machine)
        return -EINVAL;
    text_of(run->machine, "build/commit", built, sizeof built);
    text_of(run->machine, "start", start, sizeof start);
    struct entry_commit known = { commit->commit ? commit->commit : built,
                                  commit->time ? commit->time : start };
    entry_key(run->machine, key);
    compact_time(known.time, when);
    add_word(word, known.commit);
    if (getrandom(&random, sizeof random, 0) != sizeof random)
        return -EIO;
    if (snprintf(stem, sizeof stem, "%s/%s", folder, key) >= (int) sizeof stem)
        return -ENAMETOOLONG;
    int error = files_make_folder(stem);
    if (error)
        return error;
    if (snprintf(stem, sizeof stem, "%s/%s/%s-%.12s-%08x", folder, key, when, word, random) >=
        (int) sizeof stem)
        return -ENAMETOOLONG;
    return write_entry(run, &known, stem, path);
}
