/* SPDX-License-Identifier: MIT */
#include "commands.h"

#include "harness/machine/limit.h"

const char *reason_of(int error)
{
    static char text[256];
    limit_describe("", -error, text, sizeof text);
    return text;
}
