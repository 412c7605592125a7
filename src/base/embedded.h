/*
 * Embedded: a file that was compiled into the program by tools/embed.py.
 *
 * Which files those are stands in meson.build; each is declared by the layer that uses it.
 */
#ifndef BASE_EMBEDDED_H
#define BASE_EMBEDDED_H

#include "base/base.h"

typedef struct Embedded {
    const char *name; /* without its folder */
    const char *data; /* size bytes and a NUL that size leaves out */
    size_t size;
} Embedded;

#endif
