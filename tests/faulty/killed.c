/* SPDX-License-Identifier: MIT
 *
 * A worker is killed as if from outside: once, if FAULTY_MARK names a file, else each time.
 */
#include "misbehave.h"

#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

static void misbehave(void)
{
    const char *mark = getenv("FAULTY_MARK");
    if (!mark || unlink(mark) == 0)
        raise(SIGKILL);
}

MISBEHAVING(killed, "A worker is killed as if from outside; once, where FAULTY_MARK names a file.");
