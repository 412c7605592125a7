/*
 * What json_read.c and query_read.c share: checking one value against its row, and putting it in
 * its place. A fault is an English source text, NULL where there is none.
 */
#ifndef HTTP_INPUT_FIELD_CHECK_H
#define HTTP_INPUT_FIELD_CHECK_H

#include "http/input/input.h"

extern const char *const FAULT_REQUIRED;
extern const char *const FAULT_TYPE;

/* A struct of the shape in which everything is absent; the same, for one that is all zero. */
void *shape_new(const Shape *shape, Arena *arena);
void shape_clear(const Shape *shape, void *target);

/* The row with this name, or NULL. */
const Field *shape_find(const Shape *shape, const char *name);

const char *field_fault_in_text(const Field *field, const char *text, int64_t max);
const char *field_fault_in_number(const Field *field, int64_t number);
const char *field_number_from_text(const Field *field, const char *text, int64_t *ret);

void field_put_number(const Field *field, void *target, int64_t number);
void field_put_text(const Field *field, void *target, const char *text);
void field_put_list(const Field *field, void *target, const void *items, size_t count);

#endif
