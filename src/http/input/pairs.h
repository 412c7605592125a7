/*
 * Pairs: NAME=VALUE, read by a shape. What queries and forms share; in query_read.c.
 */
#ifndef HTTP_INPUT_PAIRS_H
#define HTTP_INPUT_PAIRS_H

#include "http/input/input.h"

typedef struct PairReader {
    const Shape *shape;
    Arena *arena;
    Refusal *refusal;
    const char *place; /* what pointers begin with: "/query/" or "/" */
    bool of_page;      /* an empty value was left out */
    void *target;
    uint64_t seen; /* a bit for each row that was given already: pair_mark() */
} PairReader;

PairReader pair_reader(Ctx *ctx, const Shape *shape, const char *place, bool of_page);

/* Was the row given before? From now on it was. */
bool pair_mark(PairReader *reader, const ShapeRow *row);

/* Faults are collected in the refusal; only a bad cursor must end the reading. */
MUST_CHECK Err pair_read(PairReader *reader, const char *name, const char *value);

/* Every NAME=VALUE of a query string. */
MUST_CHECK Err pairs_read(PairReader *reader, const char *query);

/* What is missing, and the first of all faults. */
MUST_CHECK Err pairs_end(PairReader *reader, void **ret);

#endif
