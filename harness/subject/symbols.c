/* SPDX-License-Identifier: MIT */
#include "symbols.h"

#include <dlfcn.h>
#include <string.h>

int symbols_find(void *library, const struct symbol *symbols, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        void *found = dlsym(library, symbols[i].name);
        if (!found)
            return 0;
        memcpy(symbols[i].slot, &found, sizeof found);
    }
    return 1;
}
