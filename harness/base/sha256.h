/* SPDX-License-Identifier: MIT
 *
 * SHA-256 (FIPS 180-4), as `sha256sum` prints it. The program uses it to tell library
 * files apart and to hide a machine's identifier. The code is our own because no library that
 * the program links has SHA-256. Errors: negative errno. Thread-safe.
 */
#ifndef HARNESS_BASE_SHA256_H
#define HARNESS_BASE_SHA256_H

#include <stddef.h>

enum { SHA256_TEXT = 65 }; /* 64 hexadecimal digits and the final NUL */

void sha256_of(const void *data, size_t size, char text[SHA256_TEXT]);

/* SHA-256 of a regular file's content. After an error, such as -ENOENT, `text` is empty. */
int sha256_of_file(const char *path, char text[SHA256_TEXT]);

#endif
