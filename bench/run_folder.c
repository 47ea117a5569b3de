/* SPDX-License-Identifier: MIT */
#include "run_folder.h"

#include "build.h"
#include "commands.h"
#include "harness/base/files.h"
#include "harness/run/samples.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Tries results/MACHINE/TIME-COMMIT, then the same with -2, -3, ... appended. */
int run_folder_make(const char *host, const struct timespec *start, char *folder, size_t size)
{
    struct tm utc;
    char when[32], number[16] = "";
    gmtime_r(&start->tv_sec, &utc);
    strftime(when, sizeof when, "%Y%m%dT%H%M%SZ", &utc);
    snprintf(folder, size, "results/%s", host);
    int error = files_make_folder(folder);
    for (int i = 2; !error && i < 1000; i++) {
        snprintf(folder, size, "results/%s/%s-%s%s", host, when, build_of_program.commit, number);
        if (mkdir(folder, 0777) == 0)
            return 0;
        if (errno != EEXIST)
            return -errno;
        snprintf(number, sizeof number, "-%d", i);
    }
    return error ? error : -EEXIST;
}

static const char *const files_of_a_run[] = { "comparison.csv", "samples.csv", "machine.json",
                                              "summary.csv" };

/* Refuses a folder that holds any file of a run. */
int run_folder_take(const char *asked, char *folder, size_t size)
{
    char path[PATH_MAX];
    struct stat info;
    if (snprintf(folder, size, "%s", asked) >= (int) size)
        return -ENAMETOOLONG;
    for (size_t i = 0; i < sizeof files_of_a_run / sizeof *files_of_a_run; i++) {
        snprintf(path, sizeof path, "%s/%s", folder, files_of_a_run[i]);
        if (lstat(path, &info) == 0)
            return -EEXIST;
    }
    return files_make_folder(folder);
}

int run_folder_open_samples(const char *folder, struct run *run)
{
    char path[PATH_MAX];
    struct csv_row row;
    snprintf(path, sizeof path, "%s/samples.csv", folder);
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, 0666);
    if (fd < 0)
        return -errno;
    run->samples_fd = fd;
    samples_header(&row, &run->settings.counters);
    return csv_write(&row, fd);
}

/* Lets results/latest point to a folder of run_folder_make. */
static int link_latest(const char *folder)
{
    char fresh[64]; /* of this process alone: another run may end now, too */
    snprintf(fresh, sizeof fresh, "results/latest.%ld.new", (long) getpid());
    unlink(fresh);
    if (symlink(folder + strlen("results/"), fresh) == 0 && rename(fresh, "results/latest") == 0)
        return 0;
    int error = -errno;
    unlink(fresh);
    return error;
}

void run_folder_name(const char *folder, const char *asked, char *shown, size_t size)
{
    int error = asked ? 0 : link_latest(folder);
    if (error)
        complain("results/latest could not be set: %s", reason_of(error));
    snprintf(shown, size, "%s", asked || error ? folder : "results/latest");
}
