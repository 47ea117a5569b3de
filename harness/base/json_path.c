/* SPDX-License-Identifier: MIT */
#include "json_path.h"

#include <stdio.h>
#include <string.h>

const json_t *json_at(const json_t *json, const char *path)
{
    char step[64];
    while (json && *path) {
        size_t length = strcspn(path, "/");
        snprintf(step, sizeof step, "%.*s", (int) length, path);
        json = json_object_get(json, step);
        path += length + (path[length] == '/');
    }
    return json;
}
