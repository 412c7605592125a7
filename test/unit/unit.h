/*
 * Unit: what the unit tests have in common: cmocka with the headers that it needs, dates written
 * as text, and chance that is the same in every run.
 */
#ifndef TEST_UNIT_H
#define TEST_UNIT_H

#include <setjmp.h>
#include <stdarg.h>

#include "domain/date/date.h"

#include <cmocka.h>

/* The date of a text that is one. */
static inline Date
date_of(const char *text)
{
    Date date = {-1};

    if (!date_parse(text, &date))
        fail_msg("%s is no date", text);
    return date;
}

/* Sebastiano Vigna's splitmix64; begins anywhere, and 0 is as good a seed as any. */
typedef struct Chance {
    uint64_t state;
} Chance;

static inline uint64_t
chance_next(Chance *chance)
{
    uint64_t z = chance->state += UINT64_C(0x9e3779b97f4a7c15);

    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return z ^ z >> 31;
}

/* One of min..max, both included. */
static inline int64_t
chance_between(Chance *chance, int64_t min, int64_t max)
{
    return min + (int64_t)(chance_next(chance) % (uint64_t)(max - min + 1));
}

#endif
