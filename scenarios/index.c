/* SPDX-License-Identifier: MIT */
#include "index.h"

#define GROUP(title, source)
#define SCENARIO(name) &scenario_##name,
const struct scenario *const scenarios[] = {
#include "index.def"
    NULL,
};
#undef SCENARIO
#undef GROUP

#define GROUP(title, source) { title, NULL, source },
#define SCENARIO(name)       { NULL, &scenario_##name, FURTHER },
const struct catalogue_line scenario_contents[] = {
#include "index.def"
    { NULL, NULL, FURTHER },
};
