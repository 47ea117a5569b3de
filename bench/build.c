/* SPDX-License-Identifier: MIT */
#include "build.h"

#include "build_info.h"

#include <argp.h>

const struct build build_of_program = {
    .version = BUILD_VERSION,
    .commit = BUILD_COMMIT,
    .dirty = BUILD_DIRTY,
    .compiler = BUILD_COMPILER,
    .flags = BUILD_FLAGS,
    .scenario_flags = BUILD_SCENARIO_FLAGS,
    .type = BUILD_TYPE,
};

/* What --version prints; argp.h declares it. */
const char *argp_program_version = "escapebench " BUILD_VERSION " (" BUILD_COMMIT ")";
