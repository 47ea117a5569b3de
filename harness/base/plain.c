/* SPDX-License-Identifier: MIT */
#include "plain.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* Bytes of the control character at the beginning of the text; 0: none is there. */
static size_t control(const char *text)
{
    const unsigned char *at = (const unsigned char *) text;
    if ((at[0] < 0x20 && at[0]) || at[0] == 0x7f)
        return 1;
    return at[0] == 0xc2 && at[1] >= 0x80 && at[1] < 0xa0 ? 2 : 0;
}

int plain_is(const char *text)
{
    while (*text && control(text) == 0)
        text++;
    return *text == '\0';
}

void plain_make(char *text)
{
    char *to = text;
    while (*text) {
        size_t bytes = control(text);
        *to++ = bytes ? '?' : *text;
        text += bytes ? bytes : 1;
    }
    *to = '\0';
}

static int make_string(json_t *json)
{
    if (plain_is(json_string_value(json)))
        return 0;
    char *copy = strdup(json_string_value(json));
    if (!copy)
        return -ENOMEM;
    plain_make(copy);
    int error = json_string_set(json, copy) == 0 ? 0 : -ENOMEM;
    free(copy);
    return error;
}

int plain_make_json(json_t *json)
{
    const char *name;
    json_t *value;
    size_t i;
    int error = json_is_string(json) ? make_string(json) : 0;
    json_array_foreach(json, i, value)
    {
        error = error ? error : plain_make_json(value);
    }
    json_object_foreach(json, name, value)
    {
        if (!error)
            error = plain_is(name) ? plain_make_json(value) : -EBADMSG;
    }
    return error;
}
