/* SPDX-License-Identifier: MIT
 *
 * scenarios/gort/: Go's data structures in C behave as in Go.
 */
#include <criterion/criterion.h>

#define SCENARIO_SOURCE /* malloc is the pair's, as in a scenario */
#include "harness/subject/accounting.h"
#include "scenarios/gort/append.h"
#include "scenarios/gort/box.h"
#include "scenarios/gort/channel.h"
#include "scenarios/gort/map_iterator.h"

/* Capacities that append gives, one element at a time from nil. Printed by
 * go1.19.8: for ... { s = append(s, 0); if cap(s) != c { c = cap(s); print(c) } } */
static void check_growth(size_t elem_size, const int64_t *caps, size_t count)
{
    int64_t cap = 0;
    for (size_t i = 0; i < count; i++) {
        cap = go_grown_cap(cap, cap + 1, elem_size);
        cr_expect(cap == caps[i], "growth %zu of %zu-byte elements: %ld, Go gives %ld", i,
                  elem_size, cap, caps[i]);
    }
}

Test(gort, append_grows_as_go_does)
{
    static const int64_t ints[] = { 1,   2,    4,    8,    16,   32,   64,   128,  256,  512,
                                    848, 1280, 1792, 2560, 3408, 5120, 7168, 9216, 12288 };
    static const int64_t bytes[] = { 8,    16,   32,   64,   128,  256,  512,  896,
                                     1408, 2048, 3072, 4096, 5376, 6912, 9472, 12288 };
    check_growth(8, ints, sizeof ints / sizeof *ints);
    check_growth(1, bytes, sizeof bytes / sizeof *bytes);
    cr_expect_eq(go_grown_cap(4, 9, 8), 10); /* more than twice: what is needed, rounded up */
    cr_expect_eq(go_grown_cap(0, 5, 8), 6);
}

Test(gort, large_sizes_are_whole_pages)
{
    cr_expect_eq(go_round_up(32768), 32768);
    cr_expect_eq(go_round_up(32769), 40960);
    cr_expect_eq(go_round_up(65537), 73728);
    cr_expect_eq(go_round_up(1), 8);
}

Test(gort, appended_ints_are_there_after_growth)
{
    int64_t array[4] = { 0 };
    struct go_slice s = { array, 0, 4 };
    for (int64_t i = 0; i < 5; i++)
        go_append_int(&s, 10 + i);
    const int64_t *ints = s.array;
    cr_expect(s.len == 5 && s.cap == 8 && s.array != array);
    for (int64_t i = 0; i < 5; i++)
        cr_expect_eq(ints[i], 10 + i);
    cr_expect(ints[5] == 0 && ints[6] == 0 && ints[7] == 0);
    free(s.array);
}

Test(gort, only_values_from_256_on_and_negative_ones_get_a_box)
{
    static const struct {
        int64_t value;
        unsigned allocs;
    } boxed[] = { { 0, 0 }, { 255, 0 }, { 256, 1 }, { -1, 1 } };
    for (size_t i = 0; i < sizeof boxed / sizeof *boxed; i++) {
        accounting_start();
        int64_t *box = go_box_int(boxed[i].value);
        cr_expect_eq(*box, boxed[i].value);
        cr_expect_eq(accounting_read().allocs, boxed[i].allocs);
        if (boxed[i].allocs)
            free(box);
    }
}

Test(gort, equal_values_in_two_boxes_are_equal)
{
    int64_t a = 1000, b = 1000, c = 1001;
    static const struct go_type other = { "other", go_hash_int, go_equal_int };
    struct go_interface x = { &go_int, &a };
    cr_expect(go_same_interface(x, (struct go_interface){ &go_int, &b }));
    cr_expect(!go_same_interface(x, (struct go_interface){ &go_int, &c }));
    cr_expect(!go_same_interface(x, (struct go_interface){ &other, &a }));
}

GO_MAP(numbers, struct go_string, int64_t, go_hash_string, go_same_string)

Test(gort, a_map_finds_what_was_assigned_and_iterates_over_all)
{
    static const char *const words[] = { "a", "b", "c", "d", "e", "f", "g", "h" };
    struct go_bucket_numbers bucket = { 0 };
    struct go_map map = { .buckets = &bucket, .seed = 7 };
    struct go_map_iterator it = { 0 };
    int64_t sum = 0;
    cr_expect(sizeof bucket == 208, "Go's bucket of map[string]int");
    for (int64_t i = 0; i < GO_BUCKET; i++)
        *assign_numbers(&map, (struct go_string){ words[i], 1 }) = 1 << i;
    *assign_numbers(&map, GO_STRING("a")) += 1000; /* not a new entry */
    cr_expect_eq(map.count, GO_BUCKET);
    cr_expect_eq(*find_numbers(&map, GO_STRING("h")), 128);
    cr_expect_null(find_numbers(&map, GO_STRING("i")));
    for (go_map_first(&it, &map, 5, sizeof(struct go_string), sizeof(int64_t)); it.key;
         go_map_next(&it, sizeof(struct go_string), sizeof(int64_t)))
        sum += *(int64_t *) it.elem;
    cr_expect_eq(sum, 1255);
}

Test(gort, a_channel_is_first_in_first_out_and_wraps)
{
    struct go_channel *channel = go_channel_new(sizeof(int64_t), 3);
    int64_t next = 0;
    for (int64_t i = 0; i < 10; i++) {
        int64_t sent[] = { 2 * i, 2 * i + 1 };
        go_send(channel, &sent[0]);
        go_send(channel, &sent[1]);
        for (int k = 0; k < 2; k++) {
            int64_t received;
            go_receive(channel, &received);
            cr_expect_eq(received, next++);
        }
    }
    go_channel_free(channel);
}
