/* SPDX-License-Identifier: MIT */
#include "cpuinfo.h"

#include "harness/base/knob.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The value in a line "key : value"; NULL if the line has another key. */
static const char *value_in(const char *line, const char *key)
{
    size_t length = strlen(key);
    const char *mark = strchr(line, ':');
    if (!mark || strncmp(line, key, length) != 0 ||
        (line[length] != ':' && !isspace((unsigned char) line[length])))
        return NULL;
    for (const char *c = line + length; c < mark; c++)
        if (!isspace((unsigned char) *c))
            return NULL;
    return mark + 1 + strspn(mark + 1, " \t");
}

void cpuinfo_value(const char *path, int cpu, const char *key, char *out, size_t size)
{
    char line[8192];
    int inside = 0, first = 1;
    FILE *file = NULL;
    out[0] = '\0';
    while (knob_next("", path, &file, line, sizeof line)) {
        const char *number = value_in(line, "processor"), *value = value_in(line, key);
        if (number)
            inside = isdigit((unsigned char) number[0]) && strtol(number, NULL, 10) == cpu;
        if (value && (first || inside))
            snprintf(out, size, "%s", value);
        first &= !value;
        if (value && inside)
            break;
    }
    if (file)
        fclose(file);
}

int cpuinfo_differs(const char *path, const char *key)
{
    char line[8192], first[256] = "";
    int differs = 0;
    FILE *file = NULL;
    while (!differs && knob_next("", path, &file, line, sizeof line)) {
        const char *value = value_in(line, key);
        if (value && !first[0])
            snprintf(first, sizeof first, "%s", value);
        differs = value && strncmp(value, first, sizeof first - 1) != 0;
    }
    if (file)
        fclose(file);
    return differs;
}

static int number_of(const char *path, int cpu, const char *key)
{
    char text[64], *end;
    cpuinfo_value(path, cpu, key, text, sizeof text);
    long number = strtol(text, &end, 0);
    return end == text ? -1 : (int) number;
}

void cpuinfo_design(const char *path, int cpu, struct core_design *design)
{
    cpuinfo_value(path, cpu, "vendor_id", design->vendor, sizeof design->vendor);
    design->family = number_of(path, cpu, "cpu family");
    design->model = number_of(path, cpu, "model");
    if (design->vendor[0])
        return;
    cpuinfo_value(path, cpu, "CPU implementer", design->vendor, sizeof design->vendor);
    design->model = number_of(path, cpu, "CPU part");
}
