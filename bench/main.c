/* SPDX-License-Identifier: MIT
 *
 * escapebench: what it costs when a value escapes from the stack to the heap.
 */
#include "bench/print/terminal.h"
#include "commands.h"
#include "harness/base/files.h"
#include "start.h"

#include <argp.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const struct {
    const char *name;
    int (*run)(int argc, char **argv);
    const char *what; /* NULL: not for users */
} commands[] = {
    { "list", command_list, "list the scenarios, their variants, sizes and declared allocations" },
    { "run", command_run, "measure; writes comparison.csv, samples.csv and machine.json" },
    { "show", command_show, "print a run: its matrix, its rows, why a verdict is missing" },
    { "detect", command_detect, "measure until a difference such as 1 % is found or excluded" },
    { "compare", command_compare,
      "compare runs with a base run: differences, verdicts, a gate for CI" },
    { "history", command_history, "keep costs over commits: a page, change points, what changed" },
    { "atlas", command_atlas,
      "compare a run with stored runs of its CPU: is this machine normal?" },
    { "spreads", command_spreads, "print each case's spread in earlier runs of this machine" },
    { "export", command_export,
      "print a run in the formats of benchstat, google/benchmark, dashboards" },
    { "check", command_check,
      "is this machine fit for measuring? prints findings, each with its "
      "fix" },
    { "worker", command_worker, NULL },
};

enum { COMMANDS = sizeof commands / sizeof *commands };

error_t argp_err_exit_status = EXIT_USAGE;

/* vfprintf to standard error would take 8 KiB of a stack that may be too small. */
void complain(const char *format, ...)
{
    static char line[32768];
    static const char name[] = "escapebench: ";
    size_t start = sizeof name - 1;
    va_list arguments;
    memcpy(line, name, start);
    va_start(arguments, format);
    int length = vsnprintf(line + start, sizeof line - start - 1, format, arguments);
    va_end(arguments);
    if (length < 0)
        return;
    size_t end = strlen(line);
    line[end] = '\n';
    line[end + 1] = '\0';
    fputs(line, stderr);
}

static void print_help(FILE *to)
{
    fputs("Usage: escapebench COMMAND [OPTION...]\n"
          "What it costs when a value escapes from the stack to the heap.\n\nCommands:\n",
          to);
    for (size_t i = 0; i < COMMANDS; i++)
        if (commands[i].what)
            fprintf(to, "  %-8s %s\n", commands[i].name, commands[i].what);
    fputs("\n"
          "  escapebench COMMAND --help   prints a command's options and examples\n"
          "  escapebench --version\n"
          "\n"
          "Start with:  escapebench run return_pointer --effort quick\n",
          to);
}

static int run_command(int argc, char **argv)
{
    for (size_t i = 0; i < COMMANDS; i++) {
        if (strcmp(argv[1], commands[i].name) != 0)
            continue;
        char name[32]; /* the program's name in argp's messages */
        snprintf(name, sizeof name, "escapebench %s", commands[i].name);
        argv[1] = name;
        return commands[i].run(argc - 1, argv + 1);
    }
    complain(
        "unknown command '%s'; choose list, run, show, detect, compare, export, history, atlas, "
        "spreads or check",
        argv[1]);
    return EXIT_USAGE;
}

/* Called at exit: output that could not be written makes the exit status an error, whatever
 * command wrote it. A closed pipe is no error, since a reader such as head closes it on
 * purpose. */
static void close_output(void)
{
    int error = files_flush(stdout);
    if (!error || error == -EPIPE)
        return;
    complain("not everything could be written to standard output: %s", reason_of(error));
    _exit(EXIT_NOT_MEASURED);
}

/* If a standard file is closed, the next file that the program opens gets its descriptor,
 * perhaps a CSV file. So /dev/null is opened in its place, in a mode in which its use fails as
 * that of the closed file would. */
static void keep_standard_places(void)
{
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
        if (fcntl(fd, F_GETFD) < 0 &&
            open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY) != fd)
            _exit(EXIT_NOT_MEASURED);
}

int main(int argc, char **argv)
{
    keep_standard_places();
    atexit(close_output);
    terminal_open();
    signal(SIGXFSZ, SIG_IGN); /* writing beyond the file size limit fails with EFBIG instead */
    if (start_stack() != 0 || start_addresses() != 0 || start_files() != 0)
        return EXIT_NOT_MEASURED;
    if (argc < 2) {
        print_help(stderr);
        return EXIT_USAGE;
    }
    if (strcmp(argv[1], "--version") == 0 || strcmp(argv[1], "-V") == 0)
        return puts(argp_program_version) < 0;
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0) {
        print_help(stdout);
        return EXIT_FINE;
    }
    return run_command(argc, argv);
}
