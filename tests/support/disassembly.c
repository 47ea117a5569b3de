/* SPDX-License-Identifier: MIT */
#include "disassembly.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char PAIR[] = "allocation_pair";

static int starts_with(const char *text, const char *start)
{
    return strncmp(text, start, strlen(start)) == 0;
}

/* Is the mnemonic one of those, which end with NULL? */
static int is_one_of(const char *instruction, const char *const *names)
{
    size_t length = strcspn(instruction, " \t");
    for (; *names; names++)
        if (strlen(*names) == length && strncmp(instruction, *names, length) == 0)
            return 1;
    return 0;
}

static int is_padding(const char *instruction)
{
    return strstr(instruction, "nop") != NULL || starts_with(instruction, "xchg   %ax,%ax") ||
           starts_with(instruction, "int3");
}

/* "je  e0 <stack+0x60>" within stack becomes "je  +0x60": equal functions have
 * equal code, wherever they are. */
static void hide_addresses(const struct function *f, char *instruction)
{
    char self[FUNCTION_NAME_MAX + 3];
    snprintf(self, sizeof self, "<%s+", f->name);
    char *target = strstr(instruction, self);
    char *comment = strstr(instruction, "//");
    if (comment)
        *comment = '\0';
    if (!target || target <= instruction + 1)
        return;
    char *number = target - 1;
    while (number > instruction && number[-1] != ' ' && number[-1] != '\t' && number[-1] != ',')
        number--;
    char offset[32];
    snprintf(offset, sizeof offset, "%s", target + strlen(self) - 1);
    offset[strcspn(offset, ">")] = '\0';
    strcpy(number, offset);
}

static void append_code(struct function *f, const char *instruction)
{
    size_t add = strlen(instruction) + 1;
    char *more = realloc(f->code, f->length + add + 1);
    if (!more)
        abort();
    f->code = more;
    memcpy(f->code + f->length, instruction, add - 1);
    f->length += add;
    strcpy(f->code + f->length - 1, "\n");
}

static void add_call(struct function *f, const char *name, size_t length)
{
    if (f->call_count == CALLS_MAX || length >= FUNCTION_NAME_MAX)
        abort(); /* the limits are too small for what was compiled */
    memcpy(f->calls[f->call_count], name, length);
    f->calls[f->call_count++][length] = '\0';
}

/* Calls, and jumps that leave the function: "call 40 <stack_op>", "bl ...". */
static void note_call(struct function *f, const char *instruction)
{
    static const char *const calls[] = { "call", "bl", "jmp", "b", NULL };
    static const char *const indirect[] = { "blr", "br", NULL };
    const char *name = strchr(instruction, '<');
    if (is_one_of(instruction, indirect) ||
        (is_one_of(instruction, calls) && strchr(instruction, '*')))
        f->indirect_calls++;
    else if (is_one_of(instruction, calls) && name && !memchr(name, '+', strcspn(name, ">")))
        add_call(f, name + 1, strcspn(name + 1, ">"));
}

static unsigned register_bit(const char *operand)
{
    return *operand == 'x' ? 1u << (unsigned) atoi(operand + 1) : 0;
}

/* aarch64: a load through a register that holds the pair's address, or the
 * end of such a register. `related`: a relocation names the pair. */
static void note_register(struct function *f, const char *instruction, int related)
{
    const char *first = instruction + strcspn(instruction, " \t");
    first += strspn(first, " \t");
    const char *base = strstr(instruction, "[x");
    if (starts_with(instruction, "ldr") && base && (register_bit(base + 1) & f->bases)) {
        const char *end = base + strcspn(base, "],");
        f->uses_malloc |= *end == ']' && !related;
        f->uses_free |= starts_with(end, ", #8]");
    }
    if (starts_with(instruction, "adrp") || starts_with(instruction, "add")) {
        if (related)
            f->bases |= register_bit(first);
        else
            f->bases &= ~register_bit(first);
    } else if (starts_with(instruction, "ldr") || starts_with(instruction, "mov")) {
        f->bases &= ~register_bit(first);
    }
}

/* A call's relocation: each function is a section of its own, so a call within the file
 * is "R_X86_64_PC32 .text.stack_op-0x4", on aarch64 "R_AARCH64_CALL26 stack_op". */
static void note_called(struct function *f, const char *line, const char *instruction)
{
    static const char *const calls[] = { "call", "jmp", "bl", "b", NULL };
    static const char SECTION[] = "\t.text.";
    const char *name = strstr(line, SECTION);
    const char *arm = strstr(line, "26\t"); /* CALL26, JUMP26 */
    if (name)
        name += strlen(SECTION);
    else if (arm)
        name = arm + strlen("26\t");
    if (name && is_one_of(instruction, calls))
        add_call(f, name, strcspn(name, "-+"));
}

/* A relocation of the instruction before it: which member of the pair? x86-64
 * counts from the next instruction, 4 bytes on. */
static void note_relocation(struct function *f, const char *line, const char *instruction)
{
    const char *symbol = strstr(line, PAIR);
    if (!symbol) {
        note_called(f, line, instruction);
        return;
    }
    const char *addend = symbol + strlen(PAIR);
    if (strstr(line, "R_X86_64")) {
        f->uses_malloc |= starts_with(addend, "-0x4");
        f->uses_free |= starts_with(addend, "+0x4");
    } else if (strstr(line, "LDST64")) {
        f->uses_malloc |= *addend == '\0';
        f->uses_free |= starts_with(addend, "+0x8");
    } else {
        note_register(f, instruction, *addend == '\0');
    }
}

/* One line of objdump's; `instruction` is the last one seen. */
static void take_line(struct disassembly *code, char *line, char *instruction, size_t size)
{
    char name[FUNCTION_NAME_MAX], *colon = strchr(line, ':');
    line[strcspn(line, "\n")] = '\0';
    if (sscanf(line, "%*x <%63[^>]>:", name) == 1 && line[0] != ' ' && strstr(line, ">:")) {
        if (code->count == FUNCTIONS_MAX)
            abort();
        struct function *f = &code->functions[code->count++];
        snprintf(f->name, sizeof f->name, "%s", name);
        return;
    }
    if (code->count == 0 || !colon)
        return;
    struct function *f = &code->functions[code->count - 1];
    if (starts_with(line, "\t\t\t"))
        note_relocation(f, line, instruction);
    if (colon[1] != '\t') /* "Disassembly of section .text:" */
        return;
    snprintf(instruction, size, "%s", colon + 1 + strspn(colon + 1, "\t "));
    note_call(f, instruction);
    note_register(f, instruction, 0);
    if (is_padding(instruction))
        return;
    hide_addresses(f, instruction);
    append_code(f, instruction);
}

int disassembly_read(const char *object, struct disassembly *code)
{
    char command[4096], instruction[512] = "", *line = NULL;
    size_t size = 0;
    memset(code, 0, sizeof *code);
    snprintf(command, sizeof command, "objdump -dr --no-show-raw-insn '%s'", object);
    FILE *pipe = popen(command, "r");
    if (!pipe)
        return -EIO;
    while (getline(&line, &size, pipe) >= 0)
        take_line(code, line, instruction, sizeof instruction);
    free(line);
    return pclose(pipe) == 0 && code->count > 0 ? 0 : -EIO;
}

void disassembly_free(struct disassembly *code)
{
    for (size_t i = 0; i < code->count; i++)
        free(code->functions[i].code);
    code->count = 0;
}

struct function *disassembly_find(struct disassembly *code, const char *name)
{
    for (size_t i = 0; i < code->count; i++)
        if (strcmp(code->functions[i].name, name) == 0)
            return &code->functions[i];
    return NULL;
}

static void follow(struct disassembly *code, struct function *f, struct reach *reach)
{
    char cold[FUNCTION_NAME_MAX + 5];
    if (!f || f->visited)
        return;
    f->visited = 1;
    reach->malloc |= f->uses_malloc;
    reach->free |= f->uses_free;
    for (size_t c = 0; c < f->call_count; c++)
        follow(code, disassembly_find(code, f->calls[c]), reach);
    snprintf(cold, sizeof cold, "%s.cold", f->name); /* gcc's other part of it */
    follow(code, disassembly_find(code, cold), reach);
}

struct reach disassembly_reach(struct disassembly *code, struct function *from)
{
    struct reach reach = { 0 };
    for (size_t i = 0; i < code->count; i++)
        code->functions[i].visited = 0;
    follow(code, from, &reach);
    return reach;
}
