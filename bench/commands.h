/* SPDX-License-Identifier: MIT
 *
 * The commands of escapebench. Each takes argv starting with the command's own name,
 * prints, and returns the process exit status. 0: success. 1: something could not be
 * measured. 2: wrong usage, or a file that is no run. 3: a regression. 4: a verdict was
 * asked for and nothing is resolved. 5: the runs are not comparable.
 */
#ifndef BENCH_COMMANDS_H
#define BENCH_COMMANDS_H

enum {
    EXIT_FINE,
    EXIT_NOT_MEASURED,
    EXIT_USAGE,
    EXIT_REGRESSION,
    EXIT_UNRESOLVED,
    EXIT_NOT_COMPARABLE
};

int command_list(int argc, char **argv);
int command_run(int argc, char **argv);
int command_show(int argc, char **argv);
int command_compare(int argc, char **argv);
int command_atlas(int argc, char **argv);  /* 5 also if the CPU is not in the atlas */
int command_detect(int argc, char **argv); /* short for `run --detect PCT` */
int command_history(int argc, char **argv);
int command_spreads(int argc, char **argv);
int command_export(int argc, char **argv);
int command_check(int argc, char **argv); /* 1 also if a finding is bad */

/* A worker. `run` starts this command; users do not. */
int command_worker(int argc, char **argv);

/* Prints "escapebench: " and one line on standard error. */
__attribute__((format(printf, 1, 2))) void complain(const char *format, ...);

/* What a negative errno means, with the limit behind it and the cure: "Too many open files
 * (ulimit -n is 6: raise it)". Valid until the thread's next call. */
const char *reason_of(int error);

#endif
