/* SPDX-License-Identifier: MIT */
#ifndef EVIDENCE_OTHERS_OPERATION_H
#define EVIDENCE_OTHERS_OPERATION_H

/* `n` operations on the heap. */
void operation(unsigned long n);

#endif
