/* SPDX-License-Identifier: MIT */
#include "harness/scenario.h"

#define SCENARIO(name) extern const struct scenario scenario_##name;
#include "index.def"
#undef SCENARIO

extern const struct scenario *const scenarios[];

#define SCENARIO(name) &scenario_##name,
const struct scenario *const scenarios[] = {
#include "index.def"
    NULL,
};
