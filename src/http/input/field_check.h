/*
 * What the readers share: checking one value against its row. A fault is an English source text,
 * NULL where there is none.
 */
#ifndef HTTP_INPUT_FIELD_CHECK_H
#define HTTP_INPUT_FIELD_CHECK_H

#include "http/input/input.h"

/* Of a fault's pointer, however long the name is that somebody sent. */
enum { POINTER_BYTES_MAX = 512 };

extern const char *const FAULT_REQUIRED;
extern const char *const FAULT_TYPE;
extern const char *const FAULT_COUNT;

/* From how much to how much a row goes: as it says itself, or as its kind does. */
typedef struct FieldBounds {
    int64_t min;
    int64_t max;
} FieldBounds;

FieldBounds field_bounds(const Field *field);

/* What each text of a list is, as a row of its own. None is empty. */
Field field_of_item(const Field *list);

/*
 * The text in the form in which it is kept, which is this one or in the arena; untouched where
 * there is a fault.
 */
const char *field_read_text(const Field *field, Arena *arena, const char *text, const char **ret);
const char *field_fault_in_number(const Field *field, int64_t number);
const char *field_fault_in_count(const Field *list, size_t count);
const char *field_number_from_text(const Field *field, const char *text, int64_t *ret);

#endif
