/* SPDX-License-Identifier: MIT
 *
 * Systems that refuse what escapebench asks for, as containers and batch systems do.
 */
#ifndef TESTS_SUPPORT_DENY_H
#define TESTS_SUPPORT_DENY_H

/* From now on the calling process and what it starts are denied these system calls, `numbers`
 * ended by -1, with EPERM. 0, or a negative errno where that cannot be set up. For good: call
 * it in a process of its own, as each test of Criterion is. */
int deny_calls(const int *numbers);

#endif
