/* SPDX-License-Identifier: MIT
 *
 * The list of scenarios of a test program, without headings. The build defines SCENARIO_INDEX,
 * the program's index.def.
 */
#include "harness/scenario.h"

#define SCENARIO(name) extern const struct scenario scenario_##name;
#include SCENARIO_INDEX
#undef SCENARIO

extern const struct scenario *const scenarios[];
extern const struct catalogue_line scenario_contents[];

#define SCENARIO(name) &scenario_##name,
const struct scenario *const scenarios[] = {
#include SCENARIO_INDEX
    NULL,
};

const struct catalogue_line scenario_contents[] = { { NULL, NULL, FURTHER } };
