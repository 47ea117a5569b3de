/* SPDX-License-Identifier: MIT */
#include "index.h"

#define GROUP(title)
#define SCENARIO(name) &scenario_##name,
const struct scenario *const scenarios[] = {
#include "index.def"
    NULL,
};
#undef SCENARIO
#undef GROUP

#define GROUP(title)   { title, NULL },
#define SCENARIO(name) { NULL, &scenario_##name },
const struct catalogue_line scenario_contents[] = {
#include "index.def"
    { NULL, NULL },
};
