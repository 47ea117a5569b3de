/* SPDX-License-Identifier: MIT
 *
 * The parent's part of counters.h: the only one that needs libpfm4, so that a worker
 * does not link it.
 */
#include "counters.h"

#include <string.h>

void counters_plan(const struct counter_list *list, unsigned cpu, struct counter_plan *plan)
{
    memset(plan, 0, sizeof *plan);
    plan->count = list->count;
    pmu_of_cpu(cpu, &plan->pmu);
    for (size_t i = 0; i < list->count; i++)
        plan->errors[i] = event_encode(list->names[i], &plan->pmu, &plan->events[i]);
}
