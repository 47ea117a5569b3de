/* SPDX-License-Identifier: MIT
 *
 * A worker is killed as if from outside; once, where FAULTY_MARK names a file.
 */

#include "harness/scenario.h"

#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

static void once(void)
{
    const char *mark = getenv("FAULTY_MARK");
    if (!mark || unlink(mark) == 0)
        raise(SIGKILL);
}

VARIANT(stack, i)
{
    VALUE(i);
    return i;
}

VARIANT(heap, i)
{
    VALUE(i);
    once();
    return i;
}

const struct scenario scenario_killed = {
    .name = "killed",
    .origin = "test",
    .title = "A worker is killed as if from outside; once, where FAULTY_MARK names a file.",
    .sizes = { { 8, { { "stack", stack, 0, 0 }, { "heap", heap, 0, 0 } } } },
};
