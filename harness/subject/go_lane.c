/* SPDX-License-Identifier: MIT */
#include "go_lane.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char own_gogc[] = "100";

/* The 27 of go1.27 or go1.27-something; 0: another name. */
static unsigned minor_of(const char *name)
{
    unsigned minor = 0;
    return sscanf(name, "go1.%u", &minor) == 1 ? minor : 0;
}

int go_lane_is_name(const char *name)
{
    return minor_of(name) > 0;
}

int go_lane_is_plain(const struct go_lane *lane)
{
    return !strchr(lane->name, '-');
}

/* ---- the folder of lanes ---- */

static struct go_lane *new_lane(const char *name)
{
    struct go_lane *lane = calloc(1, sizeof *lane);
    if (!lane)
        return NULL;
    snprintf(lane->name, sizeof lane->name, "%s", name);
    snprintf(lane->runtime.gogc, sizeof lane->runtime.gogc, "%s", own_gogc);
    lane->allocator = (struct allocator){ .name = lane->name, .collects = 1, .go = lane };
    return lane;
}

static void read_error(const char *path, char *error, size_t size)
{
    FILE *file = fopen(path, "r");
    if (!file || !fgets(error, (int) size, file))
        snprintf(error, size, "the file that says why there is no library cannot be read");
    error[strcspn(error, "\n")] = '\0';
    if (file)
        fclose(file);
}

/* The lane of a file NAME.so or NAME.error; NULL for any other file. */
static struct go_lane *lane_of_file(const char *folder, const char *file)
{
    char name[sizeof((struct go_lane *) 0)->name];
    const char *dot = strrchr(file, '.');
    int works = dot && strcmp(dot, ".so") == 0, fails = dot && strcmp(dot, ".error") == 0;
    if (!go_lane_is_name(file) || (!works && !fails) || dot - file >= (ptrdiff_t) sizeof name)
        return NULL;
    snprintf(name, sizeof name, "%.*s", (int) (dot - file), file);
    struct go_lane *lane = new_lane(name);
    char path[PATH_MAX];
    int length = snprintf(path, sizeof path, "%s/%s", folder, file);
    if (!lane)
        return NULL;
    if (fails)
        read_error(path, lane->error, sizeof lane->error);
    else if (length >= (int) sizeof lane->runtime.library)
        snprintf(lane->error, sizeof lane->error, "the path of its library is too long");
    else
        snprintf(lane->runtime.library, sizeof lane->runtime.library, "%.511s", path);
    return lane;
}

static int comes_before(const struct go_lane *a, const struct go_lane *b)
{
    if (go_lane_is_plain(a) != go_lane_is_plain(b))
        return go_lane_is_plain(a);
    unsigned x = minor_of(a->name), y = minor_of(b->name);
    return x != y ? x < y : strcmp(a->name, b->name) < 0;
}

struct go_lane *go_lanes_find(const char *folder)
{
    struct go_lane *first = NULL;
    struct dirent *entry;
    DIR *files = opendir(folder);
    while (files && (entry = readdir(files))) {
        struct go_lane *lane = lane_of_file(folder, entry->d_name), **at = &first;
        if (!lane)
            continue;
        while (*at && comes_before(*at, lane))
            at = &(*at)->next;
        lane->next = *at;
        *at = lane;
    }
    if (files)
        closedir(files);
    return first;
}

int go_lane_is_gogc(const char *word)
{
    size_t digits = strspn(word, "0123456789");
    return strcmp(word, "off") == 0 ||
           (digits > 0 && digits < 7 && word[digits] == '\0' && word[0] != '0');
}

int go_lane_with_gogc(const struct go_lane *lane, const char *gogc, struct go_lane **other)
{
    if (!go_lane_is_gogc(gogc))
        return -EINVAL;
    *other = new_lane(lane->name);
    if (!*other)
        return -ENOMEM;
    size_t length = strlen(lane->name);
    if (strcmp(gogc, own_gogc) != 0)
        snprintf((*other)->name + length, sizeof lane->name - length, "-gogc%s", gogc);
    (*other)->runtime = lane->runtime;
    snprintf((*other)->runtime.gogc, sizeof lane->runtime.gogc, "%s", gogc);
    memcpy((*other)->error, lane->error, sizeof lane->error);
    return 0;
}

/* ---- descriptions ---- */

struct original {
    char scenario[64], variant[16];
    size_t size;
    unsigned allocs;
    size_t bytes;
};

/* Steps through the lines that begin with `word`; NULL after the last. */
static const char *next_line(const char *text, const char *word)
{
    size_t length = strlen(word);
    while (text && *text) {
        if (strncmp(text, word, length) == 0 && text[length] == '\t')
            return text + length + 1;
        text = strchr(text, '\n');
        text = text ? text + 1 : NULL;
    }
    return NULL;
}

static int read_original(const char *line, struct original *o)
{
    return sscanf(line, "%63[^\t]\t%15[^\t]\t%zu\t%u\t%zu", o->scenario, o->variant, &o->size,
                  &o->allocs, &o->bytes) == 5;
}

int go_description_find(const char *description, const char *scenario, const char *variant,
                        size_t size_bytes)
{
    int number = 0;
    const char *line = description;
    while ((line = next_line(line, "original"))) {
        struct original o;
        if (read_original(line, &o) && strcmp(o.scenario, scenario) == 0 &&
            strcmp(o.variant, variant) == 0 && (o.size == 0 || o.size == size_bytes))
            return number;
        number++;
    }
    return -1;
}

/* Reads the rest of the line "WORD<tab>KEY<tab>...". */
static int read_field(const char *description, const char *word, const char *key, char *value,
                      size_t size)
{
    size_t length = strlen(key);
    for (const char *line = description; (line = next_line(line, word));) {
        if (strncmp(line, key, length) != 0 || line[length] != '\t')
            continue;
        line += length + 1;
        snprintf(value, size, "%.*s", (int) strcspn(line, "\n"), line);
        return 1;
    }
    return 0;
}

int go_description_setting(const char *description, const char *key, char *value, size_t size)
{
    return read_field(description, "set", key, value, size);
}

int go_lane_fault(const struct go_lane *lane, const char *scenario, char *why, size_t size)
{
    return lane->description && read_field(lane->description, "broken", scenario, why, size);
}

/* ---- the catalogue ---- */

static int size_index(const struct scenario *port, size_t bytes)
{
    for (int k = 0; k < SCENARIO_SIZES && port->sizes[k].variants[0].name; k++)
        if (bytes == 0 || port->sizes[k].bytes == bytes)
            return k;
    return -1;
}

/* Adds an original to the scenario's copy, unless the port lacks the original's size. */
static int add_variant(struct scenario *copy, const struct scenario *port, const struct original *o)
{
    int k = size_index(port, o->size), v = 0;
    if (k < 0)
        return 0;
    copy->sizes[k].bytes = port->sizes[k].bytes;
    while (v < SCENARIO_VARIANTS && copy->sizes[k].variants[v].name)
        v++;
    char *name = v < SCENARIO_VARIANTS ? strdup(o->variant) : NULL;
    if (!name)
        return -ENOMEM;
    copy->sizes[k].variants[v] =
        (struct variant){ .name = name, .allocs = o->allocs, .bytes = o->bytes };
    return 0;
}

/* Fills a copy with the originals of the port's name. 0: there are none. */
static int copy_scenario(const char *description, const struct scenario *port,
                         struct scenario *copy)
{
    int found = 0, error = 0;
    *copy = (struct scenario){ .name = port->name,
                               .origin = port->origin,
                               .title = port->title,
                               .instances = port->instances,
                               .control = port->control,
                               .in_go = 1 };
    for (const char *line = description; !error && (line = next_line(line, "original"));) {
        struct original o;
        if (!read_original(line, &o) || strcmp(o.scenario, port->name) != 0)
            continue;
        error = add_variant(copy, port, &o);
        found = 1;
    }
    size_t kept = 0; /* sizes without an original are dropped */
    for (size_t k = 0; k < SCENARIO_SIZES; k++)
        if (copy->sizes[k].variants[0].name)
            copy->sizes[kept++] = copy->sizes[k];
    for (size_t k = kept; k <= SCENARIO_SIZES; k++)
        copy->sizes[k] = (struct scenario_size){ 0 };
    return error ? error : found;
}

const struct scenario **go_catalogue(const char *description, const struct scenario *const *ports)
{
    size_t count = 0, n = 0;
    while (ports[count])
        count++;
    const struct scenario **catalogue = calloc(count + 1, sizeof *catalogue);
    struct scenario *copies = calloc(count + 1, sizeof *copies);
    if (!catalogue || !copies) {
        free(catalogue);
        free(copies);
        return NULL;
    }
    for (size_t i = 0; i < count; i++) {
        int found = copy_scenario(description, ports[i], &copies[n]);
        if (found > 0) {
            catalogue[n] = &copies[n];
            n++;
        }
    }
    if (n == 0)
        free(copies); /* no pointer to them is left */
    return catalogue; /* NOLINT(clang-analyzer-unix.Malloc): the copies live behind its entries */
}

int go_lane_learn(struct go_lane *lane, const char *description,
                  const struct scenario *const *ports)
{
    lane->description = strdup(description);
    lane->scenarios = lane->description ? go_catalogue(lane->description, ports) : NULL;
    return lane->scenarios ? 0 : -ENOMEM;
}
