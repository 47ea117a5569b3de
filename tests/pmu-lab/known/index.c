/* SPDX-License-Identifier: MIT */
#include "harness/scenario.h"

#define SCENARIO(name) extern const struct scenario scenario_##name;
#include "index.def"
#undef SCENARIO

extern const struct scenario *const scenarios[];
extern const struct catalogue_line scenario_contents[];

#define SCENARIO(name) &scenario_##name,
const struct scenario *const scenarios[] = {
#include "index.def"
    NULL,
};

const struct catalogue_line scenario_contents[] = { { NULL, NULL } };
