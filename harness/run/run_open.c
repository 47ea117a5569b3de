/* SPDX-License-Identifier: MIT
 *
 * Opens and closes a run.
 */
#include "run.h"

#include <stdlib.h>
#include <unistd.h>

void run_open(struct run *run, const struct run_settings *settings, struct worker_pool *pool,
              struct rng *rng)
{
    *run = (struct run){
        .settings = *settings,
        .pool = pool,
        .program = pool->program,
        .samples_fd = -1,
        .samples_start = -1,
        .rng = rng,
    };
}

void run_close(struct run *run)
{
    if (run->pool && run->samples_fd >= 0)
        close(run->samples_fd);
    for (size_t i = 0; i < run->case_count; i++)
        free(run->cases[i].results);
    free(run->cases);
    *run = (struct run){ 0 };
}
