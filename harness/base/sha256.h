/* SPDX-License-Identifier: MIT
 *
 * SHA-256 (FIPS 180-4), to tell one library file from another and to hide a machine's
 * identifier: what `sha256sum` prints. Of our own, because no library that the program
 * links has it and a package more for one function would be one more to install.
 * Errors: negative errno. Thread-safe.
 */
#ifndef HARNESS_BASE_SHA256_H
#define HARNESS_BASE_SHA256_H

#include <stddef.h>

enum { SHA256_TEXT = 65 }; /* 64 hexadecimal digits and the final NUL */

void sha256_of(const void *data, size_t size, char text[SHA256_TEXT]);

/* Of a regular file's content. -ENOENT and others: `text` is then empty. */
int sha256_of_file(const char *path, char text[SHA256_TEXT]);

#endif
