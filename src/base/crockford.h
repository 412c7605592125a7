/*
 * Crockford: Douglas Crockford's base 32, in which product keys, key references and ids are
 * written.
 *
 * Ten digits and the letters without I, L, O and U, so that no two symbols look alike and few
 * words appear by chance. People may type it: case does not matter, O is read as 0, I and L as 1.
 */
#ifndef BASE_CROCKFORD_H
#define BASE_CROCKFORD_H

#include "base/base.h"

/* The symbol of a value 0..31, in upper case. */
char crockford_char(unsigned value);

/* A row for every byte; crockford_value() reads it. */
extern const int8_t CROCKFORD_VALUES[256];

/* The value 0..31 that a character stands for, or -1 if it stands for none. */
static inline int
crockford_value(char c)
{
    return CROCKFORD_VALUES[(unsigned char)c];
}

#endif
