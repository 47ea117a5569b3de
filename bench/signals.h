/* SPDX-License-Identifier: MIT
 *
 * Ctrl-C and its like end a run after the files are written.
 */
#ifndef BENCH_SIGNALS_H
#define BENCH_SIGNALS_H

#include <signal.h>

extern volatile sig_atomic_t signals_stop; /* the number of the last that came; 0: none */

/* From now on SIGINT, SIGTERM and SIGHUP set signals_stop; a broken pipe and a file at its
 * limit are errors of the write. */
void signals_catch(void);

#endif
