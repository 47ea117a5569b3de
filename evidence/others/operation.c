/* SPDX-License-Identifier: MIT
 *
 * The heap variant of return_pointer from escapebench's own object file, for other tools.
 * Linked with the object file of a planted build, the variant is slower by what was planted.
 */
#include "operation.h"

#include "harness/scenario.h"

#include <stdlib.h>
#include <string.h>

struct allocation_pair allocation_pair = { malloc, free };

extern const struct scenario scenario_return_pointer;

void operation(unsigned long n)
{
    const struct scenario_size *size = &scenario_return_pointer.sizes[0];
    uint64_t sum = 0;
    for (size_t v = 0; size->variants[v].name; v++)
        if (strcmp(size->variants[v].name, "heap") == 0)
            sum = size->variants[v].run(n);
    VALUE(sum);
}
