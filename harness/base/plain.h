/* SPDX-License-Identifier: MIT
 *
 * Text of files that others may have written, before it goes to a terminal: control
 * characters in it (ASCII's below the space and DEL, and U+0080 to U+009F in UTF-8) could
 * move the cursor or change colours. Thread-safe.
 */
#ifndef HARNESS_BASE_PLAIN_H
#define HARNESS_BASE_PLAIN_H

#include <jansson.h>

/* Whether the text has no control character. */
int plain_is(const char *text);

/* Replaces each control character by a question mark, in the text's own memory. */
void plain_make(char *text);

/* Does that to all strings below `json`. -EBADMSG: the name of a member has a control
 * character; -ENOMEM. */
int plain_make_json(json_t *json);

#endif
