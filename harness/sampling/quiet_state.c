/* SPDX-License-Identifier: MIT */
#include "quiet_state.h"

#include "harness/base/files.h"

#include <errno.h>
#include <limits.h>
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

int quiet_state_load(const char *path, const char *cpu, struct quiet_state *state, int *misses)
{
    json_t *json = json_load_file(path, 0, NULL);
    const char *whose = json_string_value(json_object_get(json, "cpu"));
    *state = (struct quiet_state){
        .cycle_ns = json_number_value(json_object_get(json, "cycle_ns")),
        .cycles_per_slot = json_number_value(json_object_get(json, "cycles_per_slot")),
    };
    int probe = (int) json_integer_value(json_object_get(json, "probe"));
    *misses = (int) json_integer_value(json_object_get(json, "misses"));
    int good = whose && probe == PROBE_VERSION && strcmp(whose, cpu) == 0 && state->cycle_ns > 0 &&
               state->cycles_per_slot > 0;
    json_decref(json);
    return good ? 0 : -ENOENT;
}

int quiet_state_save(const char *path, const char *cpu, const struct quiet_state *state, int misses)
{
    if (misses >= QUIET_STATE_MISSES)
        return unlink(path) == 0 || errno == ENOENT ? 0 : -errno;
    char folder[PATH_MAX];
    if (snprintf(folder, sizeof folder, "%s", path) >= (int) sizeof folder)
        return -ENAMETOOLONG;
    char *slash = strrchr(folder, '/');
    if (slash)
        *slash = '\0';
    int error = slash ? files_make_folder(folder) : 0;
    if (error)
        return error;
    json_t *json =
        json_pack("{s:s, s:i, s:f, s:f, s:i}", "cpu", cpu, "probe", PROBE_VERSION, "cycle_ns",
                  state->cycle_ns, "cycles_per_slot", state->cycles_per_slot, "misses", misses);
    error = json ? files_write_json(path, json) : -ENOMEM;
    json_decref(json);
    return error;
}

struct quiet_state quiet_state_merge(const struct quiet_state *stored,
                                     const struct quiet_state *probed)
{
    struct quiet_state merged = *stored;
    if (probe_is_better(probed->cycles_per_slot, stored))
        merged.cycles_per_slot = probed->cycles_per_slot;
    return merged;
}
