/* SPDX-License-Identifier: MIT
 *
 * The parent's part of counters.h. Only this part needs libpfm4, so a worker does not link
 * libpfm4.
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
