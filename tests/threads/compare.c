/* SPDX-License-Identifier: MIT
 *
 * `escapebench compare` alone, for ThreadSanitizer: test_compare_program runs it.
 */
#include "bench/commands.h"

#include <stdarg.h>
#include <stdio.h>

void complain(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    fputc('\n', stderr);
}

int main(int argc, char **argv)
{
    return command_compare(argc - 1, argv + 1);
}
