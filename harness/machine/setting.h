/* SPDX-License-Identifier: MIT
 *
 * Settings of a machine that both machine.json and `escapebench check` report. `root` as in
 * harness/base/knob.h. Errors: none; what cannot be read is absent. Thread-safe.
 */
#ifndef HARNESS_MACHINE_SETTING_H
#define HARNESS_MACHINE_SETTING_H

/* The file that switches turbo (Intel) or boost (AMD, Arm) of a CPU. */
struct setting_turbo {
    char path[128];  /* without the root */
    char value[16];  /* its content */
    const char *off; /* the content that means off */
    int is_on;
};

/* 1; 0: the machine shows no such file for the operating system's CPU `cpu`. */
int setting_read_turbo(const char *root, int cpu, struct setting_turbo *turbo);

/* Whether the CPU's flags say that this is a virtual machine. -1: unknown, because there are
 * no flags, as on other architectures than x86. */
int setting_has_hypervisor(const char *root);

#endif
