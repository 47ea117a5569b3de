/* SPDX-License-Identifier: MIT */
#include "go_lanes.h"

#include "harness/record/machine_json.h"
#include "place.h"
#include "scenarios/index.h"

#include <limits.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

struct go_lane *go_lanes_here(void)
{
    static struct go_lane *lanes;
    char folder[PATH_MAX];
    if (!lanes)
        lanes = go_lanes_find(place_go_lanes(folder) == 0 ? folder : "");
    return lanes;
}

int go_lanes_describe(struct found *found, struct worker_pool *pool, unsigned pu,
                      struct go_lane *lane)
{
    struct worker_report *report = pool->report;
    memset(report, 0, offsetof(struct worker_report, measured));
    *pool->plan = (struct worker_plan){ .job = WORKER_IDENTIFY, .pus = { pu }, .pu_count = 1 };
    worker_plan_allocator(pool->plan, &lane->allocator);
    if (!lane->error[0] && worker_pool_run(pool) != 0)
        snprintf(lane->error, sizeof lane->error, "%s", report->error);
    if (!lane->error[0] && go_lane_learn(lane, report->go_description, scenarios) != 0)
        snprintf(lane->error, sizeof lane->error, "no memory for its catalogue");
    snprintf(report->error, sizeof report->error, "%s", lane->error);
    json_array_append_new(found->records, machine_json_allocator(&lane->allocator, report));
    return 1;
}
