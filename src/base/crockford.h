/*
 * Crockford: Douglas Crockford's base 32, in which product keys, key references and ids are
 * written.
 *
 * Ten digits and the letters without I, L, O and U, so that no two symbols look alike and few
 * words appear by chance. People may type it: case does not matter, O is read as 0, I and L as 1.
 * crockford.def lists the characters.
 */
#ifndef BASE_CROCKFORD_H
#define BASE_CROCKFORD_H

#include "base/base.h"

/* The symbol of a value 0..31, in upper case. */
char crockford_char(unsigned value);

/* The value 0..31 that a character stands for, or -1 if it stands for none. */
int crockford_value(char c);

#endif
