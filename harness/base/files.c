/* SPDX-License-Identifier: MIT */
#include "files.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

int files_make_folder(const char *path)
{
    char part[PATH_MAX];
    struct stat info;
    if (snprintf(part, sizeof part, "%s", path) >= (int) sizeof part)
        return -ENAMETOOLONG;
    for (char *slash = part + 1; *slash; slash++) {
        if (*slash != '/')
            continue;
        *slash = '\0';
        if (mkdir(part, 0777) != 0 && errno != EEXIST)
            return -errno;
        *slash = '/';
    }
    if (mkdir(part, 0777) != 0 && errno != EEXIST)
        return -errno;
    return stat(part, &info) != 0 ? -errno : S_ISDIR(info.st_mode) ? 0 : -ENOTDIR;
}

int files_make_parent(const char *path)
{
    char folder[PATH_MAX];
    if (snprintf(folder, sizeof folder, "%s", path) >= (int) sizeof folder)
        return -ENAMETOOLONG;
    char *slash = strrchr(folder, '/');
    if (!slash)
        return 0;
    *slash = '\0';
    return files_make_folder(folder);
}

int files_write_json(const char *path, const json_t *json)
{
    char fresh[PATH_MAX];
    if (snprintf(fresh, sizeof fresh, "%s.new", path) >= (int) sizeof fresh)
        return -ENAMETOOLONG;
    FILE *file = fopen(fresh, "we");
    if (!file)
        return -errno;
    int failed = json_dumpf(json, file, JSON_INDENT(2)) != 0 || fputc('\n', file) == EOF;
    int error = files_flush(file);
    if (fclose(file) != 0 && !error)
        error = -errno;
    if (failed && !error)
        error = -EIO;
    if (!error && rename(fresh, path) != 0)
        error = -errno;
    if (error)
        unlink(fresh);
    return error;
}

int files_flush(FILE *file)
{
    int failed = ferror(file);
    if (fflush(file) != 0)
        return -errno;
    if (!failed)
        return 0;
    clearerr(file);
    return putc('\n', file) == EOF || fflush(file) != 0 ? -errno : -EIO;
}

json_t *files_read_json(const char *path, size_t most, int *error)
{
    struct stat info;
    json_t *json = NULL;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    *error = fd >= 0 ? -EBADMSG : -errno;
    if (fd >= 0 && fstat(fd, &info) == 0 && S_ISREG(info.st_mode) && info.st_size < (off_t) most)
        json = json_loadfd(fd, 0, NULL);
    if (fd >= 0)
        close(fd);
    if (json)
        *error = 0;
    return json;
}

FILE *files_open(const char *path)
{
    struct stat info;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0)
        return NULL;
    if (fstat(fd, &info) == 0 && S_ISREG(info.st_mode))
        return fdopen(fd, "r");
    close(fd);
    errno = EBADMSG;
    return NULL;
}

int files_hash(const char *path, uint64_t *hash)
{
    unsigned char bytes[1 << 16];
    size_t n;
    FILE *file = fopen(path, "re");
    if (!file)
        return -errno;
    *hash = 0xcbf29ce484222325U;
    do {
        n = fread(bytes, 1, sizeof bytes, file);
        for (size_t i = 0; i < n; i++)
            *hash = (*hash ^ bytes[i]) * 0x100000001b3U;
    } while (n == sizeof bytes);
    int error = ferror(file) ? -EIO : 0;
    fclose(file);
    return error;
}

int files_reserve(const char *folder, size_t size)
{
    int fd = open(folder, O_TMPFILE | O_WRONLY | O_CLOEXEC, 0600);
    if (fd < 0)
        return -errno;
    int error = posix_fallocate(fd, 0, (off_t) size);
    if (!error)
        return fd;
    close(fd);
    return -error;
}

void files_skip_mark(FILE *stream)
{
    static const unsigned char mark[] = { 0xef, 0xbb, 0xbf };
    for (size_t i = 0; i < sizeof mark; i++) {
        int byte = getc(stream);
        if (byte == mark[i])
            continue;
        ungetc(byte, stream); /* no seek: the stream may be a pipe */
        while (i > 0)
            ungetc(mark[--i], stream); /* glibc takes back all that it gave */
        return;
    }
}

json_t *files_json_text(const char *text)
{
    json_t *json = json_string(text), *escaped = NULL;
    char *copy = NULL;
    size_t length;
    if (json)
        return json;
    FILE *out = open_memstream(&copy, &length);
    if (!out)
        return NULL;
    for (const char *c = text; *c; c++)
        fprintf(out, (unsigned char) *c < 0x80 ? "%c" : "\\x%02x", (unsigned char) *c);
    if (fclose(out) == 0)
        escaped = json_string(copy);
    free(copy);
    return escaped;
}
