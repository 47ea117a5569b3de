/* SPDX-License-Identifier: MIT */
#include "index.h"

#define SCENARIO(name) &scenario_##name,
const struct scenario *const scenarios[] = {
#include "index.def"
    NULL,
};
