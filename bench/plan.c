/* SPDX-License-Identifier: MIT */
#include "plan.h"

#include "harness/subject/nearest.h"
#include "own_allocator.h"

#include <errno.h>
#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int plan_is_bare(const struct options_run *options)
{
    int named = 0;
    for (size_t i = 0; i < options->glob_count; i++)
        named |= options->globs[i][0] != '!';
    return options->detect > 0 || (!named && options->effort && options->effort->bare);
}

static void add_allocator(const struct allocator **chosen, const struct allocator *a)
{
    size_t n = 0;
    for (; chosen[n]; n++)
        if (strcmp(chosen[n]->name, a->name) == 0)
            return;
    if (n == OPTIONS_LIST_MAX)
        return;
    chosen[n] = a;
    chosen[n + 1] = NULL;
}

/* Whether `word` means the lane: the lane's name, or "go" for all plain lanes. */
static int is_meant(const char *word, const struct go_lane *lane)
{
    return strcmp(word, lane->name) == 0 || (strcmp(word, "go") == 0 && go_lane_is_plain(lane));
}

/* Adds the lane once for each GOGC that the user asked for. */
static int add_lane(struct options_run *options, struct go_lane *lane,
                    int (*wanted)(const struct allocator *, void *), void *context,
                    const struct allocator **chosen)
{
    for (size_t i = 0; i < options->gogc_count || i == 0; i++) {
        struct go_lane *other = lane;
        const char *gogc = options->gogc_count > 0 ? options->gogc[i] : "100";
        int error = go_lane_with_gogc(lane, gogc, &other);
        if (error)
            return error;
        if (!wanted || wanted(&other->allocator, context))
            add_allocator(chosen, &other->allocator);
    }
    return 0;
}

static int refuse_allocator(struct options_run *options, struct go_lane *lanes, const char *word)
{
    char choices[256] = "";
    for (const struct allocator *a = allocators; a->name; a++)
        options_add_word(choices, sizeof choices, a->name);
    for (struct go_lane *lane = lanes; lane; lane = lane->next)
        options_add_word(choices, sizeof choices, lane->name);
    if (strcmp(word, "go") == 0 || go_lane_is_name(word))
        return -options_refuse(options->error,
                               "no lane '%s': scripts/go-lanes builds one for each Go it finds, "
                               "scripts/go-toolchains brings more; choose from %s",
                               word, choices);
    return -options_refuse(options->error, "unknown allocator '%s'; choose from %s, or NAME=FILE",
                           word, choices);
}

static int add_named(struct options_run *options, struct go_lane *lanes, const char *word,
                     const struct allocator **chosen)
{
    const struct allocator *a = allocator_find(word);
    int error = strchr(word, '=') ? own_allocator_add(options, word, &a) : 0, found = a || error;
    if (a)
        add_allocator(chosen, a);
    for (struct go_lane *lane = lanes; lane && !error; lane = lane->next) {
        if (!is_meant(word, lane))
            continue;
        error = add_lane(options, lane, NULL, NULL, chosen);
        found = 1;
    }
    return found ? error : refuse_allocator(options, lanes, word);
}

/* --gogc is checked whether a Go lane is here or not; without one it would do nothing. */
static int check_gogc(struct options_run *options, const struct go_lane *lanes)
{
    for (size_t i = 0; i < options->gogc_count; i++)
        if (!go_lane_is_gogc(options->gogc[i]))
            return -options_refuse(options->error, "'%s' is no GOGC; write a percentage or off",
                                   options->gogc[i]);
    return options->gogc_count == 0 || lanes
               ? 0
               : -options_refuse(options->error,
                                 "--gogc is for lanes of Go, and there is none: scripts/go-lanes "
                                 "builds one for each Go it finds");
}

/* Refuses --gogc if no chosen lane is one of Go. */
static int check_gogc_has_lane(struct options_run *options, const struct allocator *const *chosen)
{
    while (*chosen && !go_lane_is_name((*chosen)->name))
        chosen++;
    return options->gogc_count == 0 || *chosen
               ? 0
               : -options_refuse(options->error,
                                 "--gogc is for lanes of Go, and --allocator names none: add go");
}

int plan_allocators(struct options_run *options, struct go_lane *lanes,
                    int (*installed)(const struct allocator *, void *), void *context,
                    const struct allocator *chosen[OPTIONS_LIST_MAX + 1])
{
    int error = check_gogc(options, lanes);
    chosen[0] = NULL;
    for (size_t i = 0; i < options->allocator_count && !error; i++)
        error = add_named(options, lanes, options->allocators[i], chosen);
    if (options->allocator_count > 0 && !error)
        return check_gogc_has_lane(options, chosen);
    if (error)
        return error;
    for (const struct allocator *a = allocators; a->name; a++)
        if (installed(a, context))
            add_allocator(chosen, a);
    for (struct go_lane *lane = lanes; lane && !error && !plan_is_bare(options); lane = lane->next)
        if (go_lane_is_plain(lane))
            error = add_lane(options, lane, installed, context, chosen);
    return error;
}

int plan_is_wanted(const char *const *globs, size_t count, const char *name)
{
    int wanted = count == 0 || globs[0][0] == '!';
    for (size_t i = 0; i < count; i++) {
        int exclude = globs[i][0] == '!';
        if (fnmatch(globs[i] + exclude, name, 0) == 0)
            wanted = !exclude;
    }
    return wanted;
}

static int is_wanted(const struct options_run *options, const char *name)
{
    return plan_is_wanted(options->globs, options->glob_count, name);
}

/* Says that no scenario matches, and which names are near. A pattern has none. */
static int refuse_glob(struct options_run *options, const char *glob,
                       const struct scenario *const *scenarios)
{
    char names[256] = "";
    struct nearest nearest = { .wanted = glob };
    for (size_t s = 0; scenarios[s] && !strpbrk(glob, "*?["); s++)
        nearest_consider(&nearest, scenarios[s]->name);
    nearest_append(&nearest, names, sizeof names);
    return -options_refuse(options->error,
                           "no scenario matches '%.40s'%s%s; "
                           "escapebench list has the names",
                           glob, names[0] ? "; nearest: " : "", names);
}

static int check_globs(struct options_run *options, const struct scenario *const *scenarios)
{
    for (size_t i = 0; i < options->glob_count; i++) {
        const char *glob = options->globs[i] + (options->globs[i][0] == '!');
        size_t s = 0;
        while (scenarios[s] && fnmatch(glob, scenarios[s]->name, 0) != 0)
            s++;
        if (!scenarios[s])
            return refuse_glob(options, glob, scenarios);
    }
    return 0;
}

static int has_size(const struct options_run *options, size_t bytes)
{
    for (size_t i = 0; i < options->size_count; i++)
        if (options->sizes[i] == bytes)
            return 1;
    return options->size_count == 0;
}

/* The smallest size above `above` of the wanted scenarios; 0: there is none. The control
 * has size 0 and is skipped. */
static size_t next_size(const struct options_run *options, const struct scenario *const *scenarios,
                        size_t above)
{
    size_t next = 0;
    for (; *scenarios; scenarios++) {
        for (size_t k = 0; k < scenario_sizes(*scenarios); k++) {
            size_t bytes = (*scenarios)->sizes[k].bytes;
            if (is_wanted(options, (*scenarios)->name) && bytes > above &&
                (next == 0 || bytes < next))
                next = bytes;
        }
    }
    return next;
}

/* Refuses a size that no measured scenario has. */
static int check_sizes(struct options_run *options, const struct scenario *const *scenarios)
{
    for (size_t i = 0; i < options->size_count; i++) {
        char choices[OPTIONS_ERROR_MAX - 80] = "", text[32];
        int found = 0;
        for (size_t size = 0; (size = next_size(options, scenarios, size)) > 0;) {
            snprintf(text, sizeof text, "%zu", size);
            options_add_word(choices, sizeof choices, text);
            found |= size == options->sizes[i];
        }
        if (!found)
            return -options_refuse(options->error, "no scenario here has the size %zu; %s%s",
                                   options->sizes[i],
                                   choices[0] ? "choose from " : "none of them has sizes", choices);
    }
    return 0;
}

static int add_case(struct run_case **cases, size_t *count, struct run_case c, int bare)
{
    struct run_case *more = realloc(*cases, (*count + 1) * sizeof *more);
    if (!more)
        return -ENOMEM;
    *cases = more;
    ladder_of(c.scenario, c.size, c.live, &c.ladder);
    if (bare)
        ladder_strip(&c.ladder);
    more[(*count)++] = c;
    return 0;
}

const char *plan_left_out(const struct scenario *scenario, const struct allocator *allocator)
{
    return scenario->peer && allocator->collects && !allocator->go
               ? "the collector does not see the stack of a thread that is not its own"
               : NULL;
}

/* A scenario as an allocator's lane has it (for Go: the original). `failure` says why it
 * cannot be measured. NULL: the lane lacks it. */
static const struct scenario *under(const struct scenario *s, const struct allocator *a,
                                    char *failure, size_t size)
{
    if (!a->go)
        return s;
    if (a->go->error[0])
        snprintf(failure, size, "%s", a->go->error);
    if (a->go->error[0] || go_lane_fault(a->go, s->name, failure, size))
        return s;
    return a->go->scenarios ? scenario_find(a->go->scenarios, s->name) : NULL;
}

static int add_under(struct run_case **cases, size_t *count, const struct scenario *s, size_t bytes,
                     unsigned live, const struct allocator *a, int bare)
{
    struct run_case c = { .live = live, .allocator = a };
    c.scenario = plan_left_out(s, a) ? NULL : under(s, a, c.failure, sizeof c.failure);
    if (!c.scenario)
        return 0;
    while (c.size < scenario_sizes(c.scenario) && c.scenario->sizes[c.size].bytes != bytes)
        c.size++;
    return c.size < scenario_sizes(c.scenario) ? add_case(cases, count, c, bare) : 0;
}

/* Whether size number `k` of a scenario is measured. An effort that takes only some sizes
 * takes them at equal steps, with the first and the last. */
static int takes_size(const struct options_run *options, const struct scenario *s, size_t k)
{
    size_t most = options->effort ? options->effort->sizes_most : 0, all = scenario_sizes(s);
    if (s->control)
        return 1;
    if (options->size_count > 0)
        return has_size(options, s->sizes[k].bytes);
    if (most < 2 || all <= most)
        return 1;
    for (size_t i = 0; i < most; i++)
        if (k == i * (all - 1) / (most - 1))
            return 1;
    return 0;
}

static int add_scenario(const struct options_run *options, const struct scenario *s,
                        const struct allocator *const *chosen, struct run_case **cases,
                        size_t *count)
{
    int error = 0;
    /* The control allocates nothing; instances are not freed. */
    int lives_alike = s->control || s->instances > 0;
    for (size_t k = 0; k < scenario_sizes(s); k++) {
        if (!takes_size(options, s, k))
            continue;
        size_t lives = lives_alike ? 1 : options->live_count;
        for (size_t l = 0; l < lives; l++)
            for (size_t a = 0; chosen[a] && !error; a++)
                error =
                    add_under(cases, count, s, s->sizes[k].bytes,
                              lives_alike ? 1 : options->live[l], chosen[a], plan_is_bare(options));
    }
    return error;
}

int plan_has_place(const struct scenario *s, const struct partner partners[PARTNER_PLACES])
{
    return s->peer_place == PARTNER_NONE || partners[s->peer_place].place != PARTNER_NONE;
}

int plan_lacks_pu(const struct options_run *options, const struct scenario *s,
                  const struct partner partners[PARTNER_PLACES])
{
    for (size_t i = 0; i < options->glob_count; i++)
        if (strcmp(options->globs[i], s->name) == 0)
            return 0;
    return s->peer && s->peer_place == PARTNER_NONE && partners[PARTNER_NONE].place == PARTNER_NONE;
}

/* Refuses a scenario that the user named in full if this machine lacks the place for its
 * peer. */
static int check_places(struct options_run *options, const struct scenario *const *scenarios,
                        const struct partner partners[PARTNER_PLACES])
{
    char places[OPTIONS_ERROR_MAX - 200] = "";
    for (enum partner_place p = PARTNER_SIBLING; p < PARTNER_PLACES; p++)
        if (partners[p].place != PARTNER_NONE)
            options_add_word(places, sizeof places, partner_place_name(p));
    for (size_t i = 0; i < options->glob_count; i++) {
        const struct scenario *s = scenario_find(scenarios, options->globs[i]);
        if (s && !plan_has_place(s, partners))
            return -options_refuse(options->error,
                                   "%s needs a second PU in the place '%s'; seen from the PU "
                                   "measured on this machine has: %s",
                                   s->name, partner_place_name(s->peer_place),
                                   places[0] ? places : "no other");
    }
    return 0;
}

int plan_cases(struct options_run *options, const struct scenario *const *scenarios,
               const struct allocator *const *chosen, const struct partner partners[PARTNER_PLACES],
               struct run_case **cases, size_t *count)
{
    int error = check_globs(options, scenarios);
    if (!error)
        error = check_sizes(options, scenarios);
    if (!error)
        error = check_places(options, scenarios, partners);
    *cases = NULL;
    *count = 0;
    for (size_t s = 0; scenarios[s] && !error; s++)
        if ((is_wanted(options, scenarios[s]->name) && plan_has_place(scenarios[s], partners) &&
             !plan_lacks_pu(options, scenarios[s], partners)) ||
            scenarios[s]->control)
            error = add_scenario(options, scenarios[s], chosen, cases, count);
    return error;
}

int plan_pu(struct options_run *options, const struct machine *machine, unsigned *pu)
{
    const char *unit = options->unit == MACHINE_CORE ? "core" : "pu";
    int error = machine_choose(machine, options->unit, options->unit_index, pu);
    if (options->unit == MACHINE_AUTO || (error != -ENODEV && error != -EACCES))
        return error;
    char choices[OPTIONS_ERROR_MAX - 160] = "";
    for (unsigned i = 0, other; i < 4096; i++) {
        int at = machine_choose(machine, options->unit, i, &other);
        char text[32];
        snprintf(text, sizeof text, "%s:%u", unit, i);
        if (at == 0 && strlen(choices) + 40 < sizeof choices)
            options_add_word(choices, sizeof choices, text);
        else if (at == -ENODEV)
            break;
    }
    return -options_refuse(options->error, "%s:%u %s; choose from %s", unit, options->unit_index,
                           error == -EACCES ? "is outside of this process's cpuset"
                                            : "does not exist on this machine",
                           choices);
}

int plan_places(struct options_run *options, const struct machine *machine,
                struct run_settings *settings)
{
    int error = plan_pu(options, machine, &settings->pu);
    if (error)
        return error;
    settings->cpu = (unsigned) machine_os_index(machine, settings->pu);
    for (enum partner_place p = 0; p < PARTNER_PLACES; p++)
        settings->partners[p] = partner_find(machine, settings->pu, p);
    settings->stand_in_count = options->unit == MACHINE_AUTO
                                   ? machine_stand_ins(machine, settings->pu, settings->stand_ins)
                                   : 0; /* a PU that the user named has no stand-ins */
    return 0;
}
