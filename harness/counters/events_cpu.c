/* SPDX-License-Identifier: MIT
 *
 * Names this CPU as libpfm4 does.
 */
#include "events.h"

#include <perfmon/pfmlib.h>
#include <stdio.h>
#include <string.h>

void event_name_microarchitecture(const char *description, char *name, size_t size)
{
    static const char *const vendors[] = { "AMD64 ", "Intel ", "ARM " };
    const char *rest = description;
    for (size_t i = 0; i < sizeof vendors / sizeof *vendors; i++)
        if (strncmp(rest, vendors[i], strlen(vendors[i])) == 0)
            rest += strlen(vendors[i]);
    if (strncmp(rest, "Fam", 3) == 0 && strchr(rest, ' '))
        rest = strchr(rest, ' ') + 1;
    int zen = strncmp(rest, "Zen", 3) == 0 && rest[3] >= '0' && rest[3] <= '9';
    if (zen)
        snprintf(name, size, "Zen %s", rest + 3);
    else
        snprintf(name, size, "%s", rest);
}

/* Skips the PMU that every Intel CPU has, because its name does not tell which CPU this
 * is. */
void event_microarchitecture(char *name, size_t size)
{
    pfm_pmu_info_t info;
    int id;
    name[0] = '\0';
    if (pfm_initialize() != PFM_SUCCESS)
        return;
    pfm_for_all_pmus(id)
    {
        memset(&info, 0, sizeof info);
        info.size = sizeof info;
        if (pfm_get_pmu_info(id, &info) != PFM_SUCCESS || !info.is_present ||
            info.type != PFM_PMU_TYPE_CORE || strcmp(info.name, "ix86arch") == 0)
            continue;
        event_name_microarchitecture(info.desc, name, size);
        return;
    }
}
