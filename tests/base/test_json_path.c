/* SPDX-License-Identifier: MIT */
#include "harness/base/json_path.h"

#include <criterion/criterion.h>

Test(json_path, finds_members_of_nested_objects)
{
    json_t *json = json_pack("{s:{s:{s:s}, s:i}}", "machine", "cpu", "name", "EPYC", "cores", 2);
    cr_assert_str_eq(json_string_value(json_at(json, "machine/cpu/name")), "EPYC");
    cr_assert_eq(json_integer_value(json_at(json, "machine/cores")), 2);
    cr_assert_eq(json_at(json, ""), json);
    cr_assert_null(json_at(json, "machine/cpu/vendor"));
    cr_assert_null(json_at(json, "machine/cores/cpu"), "a number has no members");
    cr_assert_null(json_at(NULL, "machine"));
    json_decref(json);
}
