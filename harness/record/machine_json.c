/* SPDX-License-Identifier: MIT */
#include "machine_json.h"

#include "harness/base/files.h"
#include "harness/base/sha256.h"

#include "harness/quiet/known_core.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The settings of Go's runtime and its collector; null for what the runtime does not
 * say. */
static json_t *go_json(const char *description)
{
    static const char *const keys[] = { "GOGC",    "GOMEMLIMIT", "GOAMD64",
                                        "GODEBUG", "GOMAXPROCS", "collector" };
    json_t *json = json_object();
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        char value[256];
        int said = go_description_setting(description, keys[i], value, sizeof value);
        json_object_set_new(json, keys[i], said ? json_string(value) : json_null());
    }
    return json;
}

json_t *machine_json_allocator(const struct allocator *allocator,
                               const struct worker_report *report)
{
    const struct allocator_identity *identity = &report->allocator;
    char hash[SHA256_TEXT];
    int known = identity->file[0] && sha256_of_file(identity->file, hash) == 0;
    json_t *json =
        json_pack("{s:s, s:o, s:o, s:s, s:o}", "name", allocator->name, "file",
                  files_json_text(identity->file), "sha256",
                  known ? json_string(hash) : json_null(), "version", identity->version, "error",
                  report->error[0] ? files_json_text(report->error) : json_null());
    if (json && allocator->go)
        json_object_set_new(json, "go", go_json(report->go_description));
    return json;
}

/* Shortens a name such as "Intel(R) Xeon(R) Processor @ 2.10GHz" to "Intel Xeon
 * Processor". */
static void tell_name(const char *name, char *text, size_t size)
{
    static const char *const marks[] = { "(R)", "(TM)" };
    snprintf(text, size, "%s", name ? name : "unknown");
    text[strcspn(text, "@")] = '\0';
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        for (char *at; (at = strstr(text, marks[i]));)
            memmove(at, at + strlen(marks[i]), strlen(at + strlen(marks[i])) + 1);
    for (size_t end = strlen(text); end > 0 && text[end - 1] == ' ';)
        text[--end] = '\0';
}

/* The maker's name of the core's design, from libpfm4, or from
 * harness/quiet/known_core.h for a core that is newer than libpfm4. Empty: neither knows
 * the design. */
static void name_design(const json_t *cpu, char *name, size_t size)
{
    const char *vendor = json_string_value(json_object_get(cpu, "vendor"));
    const char *family = json_string_value(json_object_get(cpu, "family"));
    const char *model = json_string_value(json_object_get(cpu, "model"));
    event_microarchitecture(name, size);
    if (name[0] || !vendor || !family || !model)
        return;
    struct core_design design = { .family = atoi(family), .model = atoi(model) };
    snprintf(design.vendor, sizeof design.vendor, "%s", vendor);
    const struct known_core *core = known_core_find(&design);
    if (core && core->name)
        snprintf(name, size, "%s", core->name);
}

void machine_json_describe_cpu(json_t *facts)
{
    json_t *cpu = json_object_get(facts, "cpu");
    const char *name = json_string_value(json_object_get(cpu, "name"));
    const char *family = json_string_value(json_object_get(cpu, "family"));
    const char *model = json_string_value(json_object_get(cpu, "model"));
    char known[128], called[256], text[512] = "";
    tell_name(name, called, sizeof called);
    name_design(cpu, known, sizeof known);
    if (family && model)
        snprintf(text, sizeof text, "%s%sfamily %s model %s", known, known[0] ? ", " : "", family,
                 model);
    else
        snprintf(text, sizeof text, "%s", known);
    json_object_set_new(cpu, "microarchitecture", known[0] ? json_string(known) : json_null());
    json_object_set_new(cpu, "description",
                        text[0] ? json_sprintf("%s (%s)", called, text) : json_string(called));
}

/* Adds NAME=VALUE as a member. Neither need be UTF-8. */
static void add_pair(json_t *object, const char *pair)
{
    size_t length = strcspn(pair, "=");
    char *name = strndup(pair, length);
    json_t *key = name ? files_json_text(name) : NULL;
    if (key)
        json_object_set_new(object, json_string_value(key), files_json_text(pair + length + 1));
    json_decref(key);
    free(name);
}

/* The workers' environment: variables that the user asked for and those that are passed on,
 * with their values; and the names of those that were dropped. */
static json_t *environment_json(const struct environment *environment)
{
    json_t *asked = json_object(), *passed = json_object(), *dropped = json_array();
    for (size_t i = 0; environment->variables[i]; i++) {
        const char *variable = environment->variables[i];
        int is_asked = 0;
        for (size_t k = 0; environment->asked[k]; k++)
            is_asked |= strcmp(environment->asked[k], variable) == 0;
        add_pair(is_asked ? asked : passed, variable);
    }
    for (size_t i = 0; environment->dropped[i]; i++)
        json_array_append_new(dropped, files_json_text(environment->dropped[i]));
    return json_pack("{s:o, s:o, s:o}", "asked", asked, "passed_on", passed, "not_passed_on",
                     dropped);
}

static json_t *labels_json(char *const *labels)
{
    json_t *json = json_object();
    for (size_t i = 0; labels && labels[i]; i++)
        add_pair(json, labels[i]);
    return json;
}

static json_t *time_json(const struct timespec *t)
{
    char text[32];
    struct tm utc;
    gmtime_r(&t->tv_sec, &utc);
    strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &utc);
    return json_string(text);
}

json_t *machine_json_build(const struct build *build)
{
    return json_pack("{s:s, s:b, s:s, s:s, s:s, s:s}", "commit", build->commit, "dirty",
                     build->dirty, "compiler", build->compiler, "flags", build->flags,
                     "scenario_flags", build->scenario_flags, "type", build->type);
}

/* A case with a worker that measured, for facts that are the same in all workers of a
 * run. */
static const struct run_case *find_measured(const struct run *run)
{
    for (size_t i = 0; i < run->case_count; i++)
        if (run->cases[i].result_count > 0)
            return &run->cases[i];
    return NULL;
}

/* Every counter asked for, with the reason why it is missing, or null. */
static json_t *counters_json(const struct run *run)
{
    json_t *json = json_object();
    const struct counter_list *list = &run->settings.counters;
    const struct run_case *measured = find_measured(run);
    for (size_t i = 0; i < list->count; i++) {
        const char *reason = measured ? measured->reasons[i] : "nothing was measured";
        json_object_set_new(json, list->names[i], reason[0] ? json_string(reason) : json_null());
    }
    return json;
}

/* A list of words ended by NULL. */
static json_t *words_json(const char *const *words)
{
    json_t *json = json_array();
    for (size_t i = 0; words[i]; i++)
        json_array_append_new(json, json_string(words[i]));
    return json;
}

/* The options of valgrind and the settings of its workers; null if valgrind was not run. */
static json_t *callgrind_json(const struct run *run)
{
    if (!run->settings.callgrind)
        return json_null();
    return json_pack("{s:o, s:o, s:o, s:s, s:o}", "file", files_json_text(run->pool->valgrind),
                     "version",
                     run->callgrind_version[0] ? json_string(run->callgrind_version) : json_null(),
                     "options", words_json(callgrind_options), "glibc_tunables", callgrind_libc,
                     "allocators", words_json(callgrind_allocators));
}

/* The groups of counters, how each was read, and the cost of a reading. The figures do not
 * contain this cost (harness/sampling/turn.c). */
static json_t *counting_json(const struct run *run)
{
    const struct run_case *measured = find_measured(run);
    const struct counter_list *list = &run->settings.counters;
    if (!measured)
        return json_null();
    const struct counter_facts *facts = &measured->counting;
    json_t *groups = json_array();
    for (int g = 0; g < facts->groups; g++) {
        json_t *costs = json_object();
        for (size_t i = 0; i < list->count; i++)
            if (facts->counter[i].group == g)
                json_object_set_new(costs, list->names[i], json_real(facts->counter[i].read_cost));
        json_array_append_new(groups,
                              json_pack("{s:s, s:f, s:o}", "read_by",
                                        facts->group[g].by_page ? "user-space" : "system-call",
                                        "read_ns", facts->group[g].read_ns, "read_counts", costs));
    }
    return json_pack("{s:o, s:o}", "pmu", facts->pmu[0] ? json_string(facts->pmu) : json_null(),
                     "groups", groups);
}

json_t *machine_json_arguments(int argc, char **argv)
{
    json_t *arguments = json_array();
    for (int i = 0; i < argc; i++)
        json_array_append_new(arguments, files_json_text(argv[i]));
    return arguments;
}

/* The settings. The seed is text, because JSON readers lose digits of large numbers. */
static json_t *settings_json(const struct record *record)
{
    const struct run_settings *settings = &record->run->settings;
    char seed[24];
    snprintf(seed, sizeof seed, "%" PRIu64, settings->seed);
    const struct partner *partner = &settings->partners[PARTNER_NONE];
    json_t *stand_ins = json_array();
    for (size_t i = 0; i < settings->stand_in_count; i++)
        json_array_append_new(stand_ins, json_integer(settings->stand_ins[i]));
    return json_pack(
        "{s:O, s:s, s:f, s:f, s:s, s:o, s:o}", "arguments", record->arguments, "effort",
        settings->effort->name, "precision", run_precision(settings), "max_time_s",
        run_budget(record->run), "seed", seed, "stand_ins", stand_ins, "partner",
        partner->place == PARTNER_NONE ? json_null()
                                       : json_pack("{s:i, s:s}", "pu", (int) partner->pu, "place",
                                                   partner_place_name(partner->place)));
}

static json_t *probe_json(const struct record *record)
{
    const struct quiet_state *quiet = &record->run->quiet_state;
    return json_pack(
        "{s:f, s:f, s:f, s:f, s:o, s:o}", "reference_cycle_ns", quiet->cycle_ns,
        "best_cycles_per_slot", quiet->cycles_per_slot, "tolerance_percent", 100 * probe_tolerance,
        "tolerance_above_percent", 100 * probe_tolerance_above, "confirmed_by",
        run_quiet_confirmed(record->run) ? json_string(run_quiet_confirmed(record->run))
                                         : json_null(),
        "state_file", record->state_file[0] ? files_json_text(record->state_file) : json_null());
}

/* The times of all sittings: the earlier ones and this one. */
static json_t *sittings_json(const struct record *record, json_t *end)
{
    json_t *sittings = record->earlier ? json_deep_copy(record->earlier) : json_array();
    json_array_append_new(sittings,
                          json_pack("{s:o, s:O}", "start", time_json(&record->start), "end", end));
    return sittings;
}

json_t *machine_json_make(const struct record *record)
{
    static const char *const states[] = { "running", "complete", "partial" };
    struct timespec end;
    clock_gettime(CLOCK_REALTIME, &end);
    json_t *ended = record->state == RECORD_RUNNING ? json_null() : time_json(&end);
    json_t *first = json_object_get(json_array_get(record->earlier, 0), "start");
    json_t *build = machine_json_build(record->build);
    json_object_set_new(build, "id", json_string(record->build_id));
    json_t *json = json_pack(
        "{s:i, s:s, s:o, s:o, s:o, s:O, s:O?, s:o, s:O, s:o, s:o, s:o, s:o, s:o, s:o, s:o}",
        "schema", 1, "state", states[record->state], "start",
        first ? json_incref(first) : time_json(&record->start), "end", ended, "sittings",
        sittings_json(record, ended), "machine", record->facts, "check", record->check, "build",
        build, "allocators", record->allocators, "counters", counters_json(record->run), "counting",
        counting_json(record->run), "callgrind", callgrind_json(record->run), "probe",
        probe_json(record), "settings", settings_json(record), "labels",
        labels_json(record->labels), "environment",
        environment_json(&record->run->pool->environment));
    return json;
}

int machine_json_write(const struct record *record, const char *path)
{
    json_t *json = machine_json_make(record);
    int error = json ? files_write_json(path, json) : -ENOMEM;
    json_decref(json);
    return error;
}
