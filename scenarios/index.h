/* SPDX-License-Identifier: MIT
 *
 * All scenarios, in the order of index.def, ended by NULL. Each is defined by
 * the file of its name as scenario_<name>.
 */
#ifndef SCENARIOS_INDEX_H
#define SCENARIOS_INDEX_H

#include "harness/scenario.h"

#define GROUP(title, source)
#define SCENARIO(name) extern const struct scenario scenario_##name;
#include "index.def"
#undef SCENARIO
#undef GROUP

extern const struct scenario *const scenarios[];

/* index.def line by line, headings too. */
extern const struct catalogue_line scenario_contents[];

#endif
