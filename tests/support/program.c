/* SPDX-License-Identifier: MIT */
#include "program.h"

#include "harness/subject/allocator.h"

#include <stdlib.h>
#include <unistd.h>

char scratch[SCRATCH_MAX], output[1 << 20];

void program_set_up(void)
{
    scratch_make(scratch);
    cr_assert_eq(chdir(scratch), 0);
    setenv("P", PROGRAM, 1);
    setenv("F", FAULTY_PROGRAM, 1);
    setenv("A", allocators[0].name, 1);
}

void program_tear_down(void)
{
    scratch_remove(scratch);
}
