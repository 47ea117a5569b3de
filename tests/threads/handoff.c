/* SPDX-License-Identifier: MIT
 *
 * What two threads do together, for ThreadSanitizer: the hand-off scenario with
 * its peer; a receiver and a sender so slow that the other side goes to sleep;
 * the consumer that frees, its frees counted; the blocked thread that is woken. Criterion does not
 * start under TSan. Prints what went wrong; exit status 1, or TSan's own.
 */
#include "harness/machine/partner.h"
#include "harness/sampling/peer.h"
#include "harness/sampling/preemption.h"
#include "harness/subject/accounting.h"
#include "scenarios/gort/peer_channel.h"

#include <stdio.h>
#include <time.h>

extern const struct scenario scenario_channel_handoff, scenario_free_on_same_l3,
    scenario_blocked_thread;

enum { OPS = 20000, SLOW_OPS = 50 };

static struct go_channel *slow;
static uint64_t received;

static void pause_ms(long ms)
{
    nanosleep(&(struct timespec){ .tv_nsec = ms * 1000000 }, NULL);
}

/* Slow at first, so that the sender has to sleep. */
static void receive_slowly(void)
{
    uint64_t value;
    for (int n = 0; go_receive_from_peer(slow, &value); n++) {
        received += value;
        if (n < SLOW_OPS)
            pause_ms(3);
    }
}

static int check_slow(const struct machine *machine, unsigned pu)
{
    struct peer peer;
    slow = go_channel_new(sizeof(uint64_t), 1);
    int error = peer_start(&peer, (unsigned) machine_os_index(machine, pu), receive_slowly);
    if (error)
        return error;
    for (uint64_t i = 1; i <= 2 * SLOW_OPS; i++) {
        go_send_to_peer(slow, &i);
        if (i > SLOW_OPS) /* now the receiver has to sleep */
            pause_ms(3);
    }
    go_close(slow);
    peer_join(&peer);
    go_channel_free(slow);
    return received == SLOW_OPS * (2 * SLOW_OPS + 1) ? 0 : -1;
}

static int check_handoff(const struct machine *machine, unsigned pu)
{
    const struct scenario *s = &scenario_channel_handoff;
    const struct variant *variants = s->sizes[0].variants;
    struct peer peer;
    s->setup(s->sizes[0].bytes);
    int error = peer_start(&peer, (unsigned) machine_os_index(machine, pu), s->peer);
    if (error)
        return error;
    preemption_arm();
    uint64_t stack = variants[0].run(OPS), heap = variants[1].run(OPS);
    (void) preemption_happened();
    s->dismiss();
    peer_join(&peer);
    s->teardown();
    return stack == heap && stack == (uint64_t) OPS / 4 * (0 + 1 + 2 + 3) ? 0 : -1;
}

/* Each batch is drained when `run` returns: its counts are complete, and the next batch may use
 * another pair. */
static int check_frees(const struct machine *machine, unsigned pu)
{
    const struct scenario *s = &scenario_free_on_same_l3;
    const struct variant *variants = s->sizes[0].variants;
    struct peer peer;
    uint64_t wrong = 0;
    s->setup(s->sizes[0].bytes);
    int error = peer_start(&peer, (unsigned) machine_os_index(machine, pu), s->peer);
    if (error)
        return error;
    for (uint64_t ops = 1; ops <= OPS; ops *= 3) {
        accounting_start();
        uint64_t stack = variants[0].run(ops), heap = variants[1].run(ops);
        struct tally tally = accounting_read();
        wrong += stack != heap || tally.allocs != ops || tally.frees != ops;
    }
    s->dismiss();
    peer_join(&peer);
    return wrong == 0 ? 0 : -1;
}

int main(void)
{
    struct machine machine;
    unsigned pu;
    if (machine_open(&machine) != 0 || machine_choose(&machine, MACHINE_AUTO, 0, &pu) != 0)
        return 1;
    struct partner partner =
        partner_find(&machine, pu, PARTNER_NONE); /* the same PU if there is no other */
    if (machine_bind(&machine, pu) != 0)
        return 1;
    int slow_error = check_slow(&machine, partner.pu);
    int handoff_error = partner.place == PARTNER_NONE ? 0 : check_handoff(&machine, partner.pu);
    int frees_error = partner.place == PARTNER_NONE ? 0 : check_frees(&machine, partner.pu);
    allocation_pair = (struct allocation_pair){ malloc, free };
    uint64_t woken = scenario_blocked_thread.sizes[0].variants[0].run(8);
    machine_close(&machine);
    if (slow_error || handoff_error || frees_error || woken != 28)
        fprintf(stderr, "slow %d, hand-off %d, frees %d, woken %d\n", slow_error, handoff_error,
                frees_error, (int) woken);
    return slow_error || handoff_error || frees_error || woken != 28;
}
