/* SPDX-License-Identifier: MIT
 *
 * Small things about files that several modules need. Errors: negative errno.
 */
#ifndef HARNESS_BASE_FILES_H
#define HARNESS_BASE_FILES_H

#include <jansson.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* Makes a folder and those above it; 0 when it is there already. */
int files_make_folder(const char *path);

/* Writes `json` beside `path` and renames it: never half a file. */
int files_write_json(const char *path, const json_t *json);

/* Text from outside (a path, an argument) as JSON. JSON holds UTF-8 alone: in any other text
 * each byte that is not ASCII becomes \xNN. NULL: out of memory. */
json_t *files_json_text(const char *text);

/* A regular file of less than `most` bytes; NULL when it is not there (*error is -ENOENT)
 * or none that we would write (-EBADMSG, or why it cannot be opened). Never waits, as for
 * the writer of a FIFO. The caller frees it. */
json_t *files_read_json(const char *path, size_t most, int *error);

/* FNV-1a of a file's bytes (RFC 9923): tells builds apart, keeps no secret. */
int files_hash(const char *path, uint64_t *hash);

/* First line of a small text file, without its line end; -ENOENT and others. */
int files_read_line(const char *path, char *line, size_t size);

/* Keeps `size` bytes of the disk that `folder` is on for what must be written when it
 * is full: closing the descriptor gives them free. Nothing of it is seen in the folder.
 * The descriptor, or a negative errno. */
int files_reserve(const char *folder, size_t size);

/* Skips the byte-order mark that spreadsheets and some editors put in front of UTF-8. */
void files_skip_mark(FILE *stream);

#endif
