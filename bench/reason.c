/* SPDX-License-Identifier: MIT */
#include "commands.h"

#include "harness/machine/limit.h"

const char *reason_of(int error)
{
    static _Thread_local char text[256]; /* compare reads runs in several threads */
    limit_describe("", -error, text, sizeof text);
    return text;
}
