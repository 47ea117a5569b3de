/* SPDX-License-Identifier: MIT
 *
 * Where the program lies, and the files that belong to it: in a checkout and after
 * `make install`, wherever the installed tree was moved to.
 *
 * Paths go to `path`, of PATH_MAX bytes. 0, or a negative errno: -ENAMETOOLONG, -ENOENT
 * where there is no such place. Thread-safe unless the environment changes meanwhile.
 */
#ifndef BENCH_PLACE_H
#define BENCH_PLACE_H

/* The program's own file, without links. */
int place_program(char *path);

/* The installed file or folder `name`, such as results/reference/atlas. -ENOENT: this program
 * is not installed, or without it. */
int place_data(char *path, const char *name);

/* The folder of Go lanes, whether or not it is there: ESCAPEBENCH_GO_LANES; of an installed
 * program escapebench/go/lanes in XDG_CACHE_HOME, else in ~/.cache; of another build/go/lanes
 * of its checkout. -ENOENT: neither variable nor HOME is set. */
int place_go_lanes(char *path);

#endif
