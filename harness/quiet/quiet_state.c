/* SPDX-License-Identifier: MIT */
#include "quiet_state.h"

#include "harness/base/files.h"
#include "harness/base/sha256.h"

#include <errno.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int quiet_state_path(const char *machine, char *path, size_t size)
{
    const char *base = getenv("XDG_STATE_HOME"), *home = getenv("HOME");
    int length;
    if (base && base[0] == '/')
        length = snprintf(path, size, "%s/escapebench/%s.json", base, machine);
    else if (home && home[0] == '/')
        length = snprintf(path, size, "%s/.local/state/escapebench/%s.json", home, machine);
    else
        return -ENOENT;
    return length < (int) size ? 0 : -ENAMETOOLONG;
}

/* Limits of possible values. Cores run at 10 MHz (emulated ones) to 10 GHz, and a slot
 * takes a tenth of a cycle to a few cycles. */
static const double CYCLE_LEAST = 0.1, CYCLE_MOST = 100, SLOT_LEAST = 0.02, SLOT_MOST = 10;

enum { FILE_MOST = 1 << 14, BETWEEN_S = 600 };

/* Writes the checksum of the record's values, in the form in which the file has them. */
static void hash_record(const char *cpu, const struct quiet_record *r, char text[SHA256_TEXT])
{
    char words[512];
    int length =
        snprintf(words, sizeof words, "%.200s %d %.17g %.17g %d %d %lld", cpu, PROBE_VERSION,
                 r->state.cycle_ns, r->state.cycles_per_slot, r->misses, r->agreeing, r->last);
    sha256_of(words, (size_t) length, text);
}

static int is_within(double value, double low, double high)
{
    return value >= low && value <= high; /* false for NaN */
}

int quiet_state_is_possible(const struct quiet_state *state)
{
    return is_within(state->cycle_ns, CYCLE_LEAST, CYCLE_MOST) &&
           is_within(state->cycles_per_slot, SLOT_LEAST, SLOT_MOST);
}

static int refuse(char *why, size_t size, const char *path, const char *reason)
{
    snprintf(why, size, "the stored quiet state %s is refused and found anew: %s", path, reason);
    return -EBADMSG;
}

int quiet_state_load(const char *path, const char *cpu, struct quiet_record *record, char *why,
                     size_t size)
{
    int error;
    char hash[SHA256_TEXT];
    *record = (struct quiet_record){ 0 };
    json_t *json = files_read_json(path, FILE_MOST, &error);
    if (!json)
        return error == -ENOENT
                   ? error
                   : refuse(why, size, path,
                            error == -EBADMSG ? "it is no small file of JSON" : strerror(-error));
    struct quiet_record read = {
        .state.cycle_ns = json_number_value(json_object_get(json, "cycle_ns")),
        .state.cycles_per_slot = json_number_value(json_object_get(json, "cycles_per_slot")),
        .misses = (int) json_integer_value(json_object_get(json, "misses")),
        .agreeing = (int) json_integer_value(json_object_get(json, "agreeing")),
        .last = json_integer_value(json_object_get(json, "last")),
    };
    const char *whose = json_string_value(json_object_get(json, "cpu"));
    const char *check = json_string_value(json_object_get(json, "sha256"));
    int same = whose && strcmp(whose, cpu) == 0 &&
               json_integer_value(json_object_get(json, "probe")) == PROBE_VERSION;
    hash_record(cpu, &read, hash);
    int whole = check && strcmp(check, hash) == 0;
    json_decref(json);
    if (!whose)
        return refuse(why, size, path, "it names no CPU");
    if (!same)
        return -ENOENT;
    if (!quiet_state_is_possible(&read.state))
        return refuse(why, size, path, "no core has such a clock");
    if (!whole)
        return refuse(why, size, path, "it was changed since it was written");
    *record = read;
    return 0;
}

int quiet_state_save(const char *path, const char *cpu, const struct quiet_record *record)
{
    if (record->misses >= QUIET_STATE_MISSES)
        return unlink(path) == 0 || errno == ENOENT ? 0 : -errno;
    char hash[SHA256_TEXT];
    int error = files_make_parent(path);
    if (error)
        return error;
    hash_record(cpu, record, hash);
    json_t *json = json_pack("{s:s, s:i, s:f, s:f, s:i, s:i, s:I, s:s}", "cpu", cpu, "probe",
                             PROBE_VERSION, "cycle_ns", record->state.cycle_ns, "cycles_per_slot",
                             record->state.cycles_per_slot, "misses", record->misses, "agreeing",
                             record->agreeing, "last", (json_int_t) record->last, "sha256", hash);
    error = json ? files_write_json(path, json) : -ENOMEM;
    json_decref(json);
    return error;
}

int quiet_state_is_confirmed(const struct quiet_record *record)
{
    return record->agreeing >= QUIET_STATE_AGREEING;
}

void quiet_state_count(struct quiet_record *record, const struct quiet_state *state, int confirmed,
                       long long now)
{
    double off = fabs(state->cycles_per_slot / record->state.cycles_per_slot - 1);
    if (record->agreeing == 0 || !(off <= probe_tolerance / 2)) {
        record->agreeing = 1;
        record->last = now;
    } else if (now - record->last >= BETWEEN_S) {
        record->agreeing++;
        record->last = now;
    }
    if (confirmed && record->agreeing < QUIET_STATE_AGREEING)
        record->agreeing = QUIET_STATE_AGREEING;
    record->state = *state;
}

struct quiet_state quiet_state_merge(const struct quiet_state *stored,
                                     const struct quiet_state *probed)
{
    struct quiet_state merged = *stored;
    if (probe_is_better(probed->cycles_per_slot, stored))
        merged.cycles_per_slot = probed->cycles_per_slot;
    return merged;
}
