/* SPDX-License-Identifier: MIT
 *
 * Functions about files that several modules need. Errors: negative errno. Thread-safe.
 */
#ifndef HARNESS_BASE_FILES_H
#define HARNESS_BASE_FILES_H

#include <jansson.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* Makes a folder and its parents. Returns 0 also if the folder exists. */
int files_make_folder(const char *path);

/* Makes the folder that the file `path` is to lie in, and its parents. -ENAMETOOLONG. */
int files_make_parent(const char *path);

/* Writes what is buffered. Returns why that failed, or why an earlier write failed, which
 * stdio does not keep: one more byte is written then to find out. -EIO: no longer known. */
int files_flush(FILE *file);

/* Writes `json` to a new file beside `path`, then renames it, so that `path` is never half
 * a file. */
int files_write_json(const char *path, const json_t *json);

/* Text from outside (a path, an argument) as a JSON string; a new reference. JSON holds
 * UTF-8 only: in text that is not UTF-8, each byte that is not ASCII becomes \xNN. NULL:
 * out of memory. */
json_t *files_json_text(const char *text);

/* Reads JSON from a regular file of fewer than `most` bytes; the caller owns the reference.
 * NULL with the reason in *error: -ENOENT, the file is missing; -EBADMSG, the file is too
 * long, no regular file or no JSON; or why it cannot be opened. Never waits, not even for
 * the writer of a FIFO. */
json_t *files_read_json(const char *path, size_t most, int *error);

/* Opens a regular file for reading; never waits, as for the writer of a FIFO. NULL with the
 * reason in errno: EBADMSG, it is no regular file. */
FILE *files_open(const char *path);

/* FNV-1a hash of a file's bytes (RFC 9923). Tells builds apart; not for secrets. */
int files_hash(const char *path, uint64_t *hash);

/* Reserves `size` bytes of the disk that `folder` is on, for what must be written after the
 * disk is full. Returns a descriptor, or a negative errno; closing the descriptor frees the
 * bytes. No file appears in the folder. */
int files_reserve(const char *folder, size_t size);

/* Skips the byte-order mark that spreadsheets and some editors put in front of UTF-8. */
void files_skip_mark(FILE *stream);

#endif
