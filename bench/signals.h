/* SPDX-License-Identifier: MIT
 *
 * Signals such as Ctrl-C end a run only after its files are written. Errors: none. Threads:
 * call signals_catch once.
 */
#ifndef BENCH_SIGNALS_H
#define BENCH_SIGNALS_H

#include <signal.h>

extern volatile sig_atomic_t signals_stop; /* number of the last signal that came; 0: none */

/* From now on SIGINT, SIGTERM, SIGHUP and SIGXCPU set signals_stop. Writing to a broken pipe
 * fails with an errno instead of ending the program. */
void signals_catch(void);

#endif
