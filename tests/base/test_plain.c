/* SPDX-License-Identifier: MIT */
#include "harness/base/plain.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <string.h>

Test(plain, control_characters_are_found)
{
    static const char *const odd[] = { "\x1b[31m", "a\nb", "tab\t", "\x7f", "\xc2\x9b;m" };
    for (size_t i = 0; i < sizeof odd / sizeof *odd; i++)
        cr_expect_not(plain_is(odd[i]), "%zu", i);
    cr_expect(plain_is(""));
    cr_expect(plain_is("caf\xc3\xa9 \xc2\xa0 \xe2\x80\xa6 a b~"));
}

Test(plain, each_becomes_a_question_mark)
{
    char text[] = "\x1b[31mr\xc3\xa9"
                  "d\n\xc2\x9b.";
    plain_make(text);
    cr_expect_str_eq(text, "?[31mr\xc3\xa9"
                           "d??.");
}

Test(plain, strings_of_json_at_any_depth)
{
    json_t *json = json_loads("{\"a\": [\"\\u001b[1m\", 2, {\"b\": \"\\u009bx\"}]}", 0, NULL);
    cr_assert_eq(plain_make_json(json), 0);
    char *text = json_dumps(json, JSON_COMPACT);
    cr_expect_str_eq(text, "{\"a\":[\"?[1m\",2,{\"b\":\"?x\"}]}");
    free(text);
    json_decref(json);
    json = json_loads("[{\"\\u001b\": 1}]", 0, NULL);
    cr_expect_eq(plain_make_json(json), -EBADMSG);
    json_decref(json);
}
