/*
 * Form: what a browser sends from a page (application/x-www-form-urlencoded), read by the same
 * shapes as everything else.
 *
 * Differences to a query: a field that is optional and empty was left out, because browsers send
 * every field of a form; FIELD_TEXTS may repeat; the lines of a text area are joined by spaces. A
 * box that is ticked is a FIELD_BOOL and sends 1.
 */
#ifndef HTTP_FORM_H
#define HTTP_FORM_H

#include "http/input/field.h"

enum { FORM_BYTES_MAX = 64 * 1024, FORM_FIELDS_MAX = 1000 };

typedef struct FormField {
    const char *name;
    const char *value;
} FormField;

/* The fields in the order in which they came. */
typedef struct Form {
    FormField *field;
    size_t count;
} Form;

/* The field that says that the form is ours; shapes do not name it. */
extern const char FORM_TOKEN_FIELD[];

/* ERR_REQUEST_MALFORMED where that is no form. */
MUST_CHECK Err form_parse(Arena *arena, const char *body, size_t size, Form *ret);

/* The first value of that name; NULL where there is none. Whatever was sent: only for showing. */
const char *form_value(const Form *form, const char *name);

/*
 * Read the form by its shape. Fails with MEMBER_UNKNOWN or MEMBER_INVALID; all faults are in the
 * refusal, their pointers being /NAME.
 */
MUST_CHECK Err form_read(Ctx *ctx, const Form *form, const Shape *shape, void **ret);

/* The query of a page: an empty parameter that is optional was left out. */
MUST_CHECK Err form_read_query(Ctx *ctx, const char *query, const Shape *shape, void **ret);

#endif
