/* SPDX-License-Identifier: MIT */
#include "harness/machine/partner.h"
#include "harness/sampling/peer.h"
#include "harness/sampling/preemption.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <sched.h>
#include <stdatomic.h>
#include <sys/rseq.h>
#include <time.h>

static atomic_int seen_cpu = -1, over, sleeps, slept;

static void look_where(void)
{
    seen_cpu = sched_getcpu();
}

/* Spins; sleeps once when it is asked to. */
static void spin(void)
{
    while (!over) {
        if (sleeps) {
            sleeps = 0;
            nanosleep(&(struct timespec){ .tv_nsec = 1000000 }, NULL);
            slept = 1;
        }
    }
}

static struct partner find(struct machine *machine, unsigned *pu)
{
    cr_assert_eq(machine_open(machine), 0);
    cr_assert_eq(machine_choose(machine, MACHINE_AUTO, 0, pu), 0);
    return partner_find(machine, *pu, PARTNER_NONE);
}

Test(peer, runs_on_its_pu_and_leaves_ours_alone, .timeout = 20)
{
    struct machine machine;
    struct peer peer;
    unsigned pu;
    struct partner partner = find(&machine, &pu);
    if (partner.place == PARTNER_NONE)
        cr_skip_test("one PU only");
    cr_assert_eq(machine_bind(&machine, pu), 0);
    cr_assert_eq(peer_start(&peer, (unsigned) machine_os_index(&machine, partner.pu), look_where),
                 0);
    peer_join(&peer);
    cr_expect_eq(seen_cpu, machine_os_index(&machine, partner.pu));
    cr_expect_eq(sched_getcpu(), machine_os_index(&machine, pu));
    machine_close(&machine);
}

Test(peer, says_when_there_is_no_such_pu, .timeout = 20)
{
    struct peer peer;
    cr_expect_eq(peer_start(&peer, 100000, look_where), -ENODEV);
}

static int stays_quiet(void)
{
    int quiet = 0;
    for (int i = 0; i < 10000 && !quiet; i++) {
        preemption_arm();
        quiet = !preemption_happened();
    }
    return quiet;
}

/* The measuring thread only spins meanwhile, so that the peer's 20 sleeps are seen, not
 * preemptions of the measuring thread. */
Test(peer, its_sleep_is_seen_by_who_measures, .timeout = 20)
{
    struct machine machine;
    struct peer peer;
    unsigned pu;
    struct partner partner = find(&machine, &pu);
    if (partner.place == PARTNER_NONE || __rseq_size == 0)
        cr_skip_test("one PU only, or no rseq");
    cr_assert_eq(machine_bind(&machine, pu), 0);
    cr_assert_eq(peer_start(&peer, (unsigned) machine_os_index(&machine, partner.pu), spin), 0);
    cr_expect(stays_quiet());
    for (int i = 0; i < 20; i++) {
        preemption_arm();
        slept = 0;
        sleeps = 1;
        while (!slept)
            ;
        cr_expect(preemption_happened());
    }
    over = 1;
    peer_join(&peer);
    cr_expect(stays_quiet(), "a peer that has ended is no longer watched");
    machine_close(&machine);
}
