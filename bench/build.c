/* SPDX-License-Identifier: MIT */
#include "build.h"

#include "build_info.h"

#include <argp.h>
#include <elf.h>
#include <link.h>
#include <stdio.h>

const struct build build_of_program = {
    .version = BUILD_VERSION,
    .commit = BUILD_COMMIT,
    .dirty = BUILD_DIRTY,
    .compiler = BUILD_COMPILER,
    .flags = BUILD_FLAGS,
    .scenario_flags = BUILD_SCENARIO_FLAGS,
    .type = BUILD_TYPE,
};

struct build_id {
    char *text;
    size_t size;
};

/* The first object is the program itself; its note GNU_BUILD_ID (elf(5)). 1 ends the search. */
static int read_id(struct dl_phdr_info *info, size_t size, void *context)
{
    const struct build_id *id = context;
    (void) size;
    for (int i = 0; i < info->dlpi_phnum; i++) {
        const ElfW(Phdr) *header = &info->dlpi_phdr[i];
        /* The loader gives addresses as numbers. NOLINTNEXTLINE(performance-no-int-to-ptr) */
        const char *at = (const char *) (info->dlpi_addr + header->p_vaddr);
        const char *end = at + header->p_memsz;
        while (header->p_type == PT_NOTE && at + sizeof(ElfW(Nhdr)) < end) {
            const ElfW(Nhdr) *note = (const ElfW(Nhdr) *) at;
            const unsigned char *bytes =
                (const unsigned char *) (note + 1) + ((note->n_namesz + 3) & ~3U);
            for (size_t b = 0; note->n_type == NT_GNU_BUILD_ID && b < note->n_descsz; b++)
                if (2 * b + 3 <= id->size)
                    snprintf(id->text + 2 * b, 3, "%02x", bytes[b]);
            at = (const char *) bytes + ((note->n_descsz + 3) & ~3U);
        }
    }
    return 1;
}

void build_id(char *text, size_t size)
{
    struct build_id id = { text, size };
    text[0] = '\0';
    dl_iterate_phdr(read_id, &id);
}

/* What --version prints; argp.h declares it. */
const char *argp_program_version = "escapebench " BUILD_VERSION " (" BUILD_COMMIT ")";
