/* SPDX-License-Identifier: MIT
 *
 * For hyperfine: a process that does as many operations as its argument says.
 */
#include "operation.h"

#include <stdlib.h>

int main(int argc, char **argv)
{
    operation(argc > 1 ? strtoul(argv[1], NULL, 10) : 1);
    return 0;
}
