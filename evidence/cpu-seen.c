/* SPDX-License-Identifier: MIT
 *
 * What can a program know of its x86-64 CPU? Prints all leaves of CPUID, the register XCR0
 * (XGETBV), and what the kernel says of the CPU in the auxiliary vector, a line each, the
 * processor's name first. evidence/counts-travel runs it under valgrind on emulated CPUs.
 *
 *   cc -O1 -o cpu-seen evidence/cpu-seen.c && valgrind -q --tool=none ./cpu-seen
 */
#include <cpuid.h>
#include <stdio.h>
#include <sys/auxv.h>

enum { SUBLEAVES = 8, LEAVES = 256, NAME_LEAF = 0x80000002 };

#ifndef AT_MINSIGSTKSZ
#define AT_MINSIGSTKSZ 51
#endif

/* Three leaves hold 16 characters each. */
static void print_name(void)
{
    union {
        unsigned words[12];
        char text[49];
    } name = { { 0 } };
    for (unsigned i = 0; i < 3; i++) {
        unsigned *w = name.words + 4 * i;
        __get_cpuid(NAME_LEAF + i, w, w + 1, w + 2, w + 3);
    }
    const char *text = name.text;
    printf("%s\n", text + __builtin_strspn(text, " "));
}

static void print_leaves(unsigned first)
{
    unsigned last = __get_cpuid_max(first, NULL), r[4];
    for (unsigned leaf = first; leaf <= last && leaf - first < LEAVES; leaf++)
        for (unsigned sub = 0; sub < SUBLEAVES; sub++) {
            __cpuid_count(leaf, sub, r[0], r[1], r[2], r[3]);
            printf("cpuid %x.%u %08x %08x %08x %08x\n", leaf, sub, r[0], r[1], r[2], r[3]);
        }
}

static void print_xcr0(void)
{
    unsigned eax, ebx, ecx, edx, low, high;
    __cpuid(1, eax, ebx, ecx, edx);
    if (!(ecx & bit_OSXSAVE))
        return;
    __asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
    printf("xcr0 %08x %08x\n", high, low);
}

int main(void)
{
    const char *platform = (const char *) getauxval(AT_PLATFORM);
    print_name();
    printf("hwcap %lx\nhwcap2 %lx\nplatform %s\nminsigstksz %lu\n", getauxval(AT_HWCAP),
           getauxval(AT_HWCAP2), platform ? platform : "none", getauxval(AT_MINSIGSTKSZ));
    print_leaves(0);
    print_leaves(0x80000000);
    print_xcr0();
    return 0;
}
