/* SPDX-License-Identifier: MIT
 *
 * Finds the program's file and the files that belong to it: in a checkout, and after `make
 * install` wherever the installed tree was moved to.
 *
 * Paths are written to `path`, of PATH_MAX bytes. Errors: -ENAMETOOLONG; -ENOENT, there is
 * no such place. Thread-safe unless the environment changes meanwhile.
 */
#ifndef BENCH_PLACE_H
#define BENCH_PLACE_H

/* The program's own file, with links resolved. */
int place_program(char *path);

/* The installed file or folder `name`, such as results/reference/atlas. -ENOENT: this
 * program is not installed, or was installed without that file. */
int place_data(char *path, const char *name);

/* The folder of Go lanes, whether or not it exists: ESCAPEBENCH_GO_LANES if that is set;
 * else, for an installed program, escapebench/go/lanes in XDG_CACHE_HOME or in ~/.cache;
 * else build/go/lanes of the checkout. -ENOENT: neither of the variables nor HOME is
 * set. */
int place_go_lanes(char *path);

#endif
