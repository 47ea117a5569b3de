/* SPDX-License-Identifier: MIT
 *
 * Goroutines that wait, and whether they fit on their small stack. Memory
 * comes patterned from the allocation pair, as it does for a scenario.
 */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#define SCENARIO_SOURCE
#include "scenarios/gort/goroutine.h"

enum { PATTERN = 0xA5 };

static int alive;

static void *patterned_malloc(size_t size)
{
    void *memory = (calloc) (1, size);
    alive++;
    return memset(memory, PATTERN, size);
}

static void counted_free(void *memory)
{
    alive -= memory != NULL;
    (free)(memory);
}

static void use_patterned(void)
{
    allocation_pair = (struct allocation_pair){ patterned_malloc, counted_free };
}

static struct go_waiters queue;
static int64_t got[3];
static size_t gots;

static void receive_one(void *argument)
{
    int64_t value;
    (void) argument;
    go_park(&queue, &value);
    got[gots++] = value;
}

Test(goroutine, waiters_are_woken_in_their_order_and_leave_nothing)
{
    use_patterned();
    for (int i = 0; i < 3; i++)
        go_start(receive_one, NULL);
    cr_expect_eq(alive, 3 * GO_PARKED_BLOCKS);
    for (int64_t v = 10; v < 13; v++)
        cr_expect_eq(go_wake(&queue, &v), 1);
    cr_expect_eq(go_wake(&queue, NULL), 0, "nobody waits any more");
    for (int i = 0; i < 3; i++)
        cr_expect_eq(got[i], 10 + i);
    cr_expect_eq(alive, 0);
}

/* The goroutine has waited, was woken, and waits again, as in a scenario. */
static void wait_twice(void *argument)
{
    int64_t value;
    (void) argument;
    go_park(&queue, &value);
    go_park(&queue, &value);
}

Test(goroutine, a_quarter_of_its_stack_is_never_touched)
{
    int64_t value = 1;
    use_patterned();
    go_start(wait_twice, NULL);
    go_wake(&queue, &value);
    const unsigned char *stack = ((struct go_sudog *) queue.first)->g->stack;
    size_t untouched = 0;
    while (untouched < GO_STACK && stack[untouched] == PATTERN)
        untouched++;
    cr_expect_geq(untouched, GO_STACK / 4, "%zu of %d bytes", untouched, (int) GO_STACK);
}

static void end_at_once(void *argument)
{
    (void) argument;
}

Test(goroutine, one_that_ends_at_once_leaves_nothing)
{
    use_patterned();
    go_start(end_at_once, NULL);
    cr_expect_eq(alive, 0);
}
