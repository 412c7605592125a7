/*
 * Field: what a request may say, as tables.
 *
 * A shape lists the members that a JSON object or a query string may have, with type, bounds and
 * the place in a struct where each goes. Reading checks everything at once and collects every
 * fault, so a handler sees only valid, bounded values, and what is not in the table is refused.
 *
 * Texts go to a const char * (absent: NULL). Numbers, dates (day numbers), yes and no, and choices
 * (position in the list of names) go to an int64_t (absent: INPUT_ABSENT), and so do decimals and
 * amounts of money, as millionths: they are text ("1.5"), as a JSON fraction is not exact. Lists go
 * to a pointer and, beside it, a size_t count.
 */
#ifndef HTTP_INPUT_INPUT_H
#define HTTP_INPUT_INPUT_H

#include "service/context.h"

typedef enum FieldKind {
    FIELD_TEXT,
    FIELD_INT,
    FIELD_BOOL,
    FIELD_DATE,
    FIELD_TIME, /* RFC 3339, to microseconds */
    FIELD_CHOICE,
    FIELD_DECIMAL, /* a whole number, or text with up to 6 decimals, from 0 */
    FIELD_AMOUNT,  /* decimal text, or {"currency","amount"} */
    FIELD_TEXTS,
    FIELD_OBJECT,
    FIELD_OBJECTS,
    FIELD_CURSOR, /* in a query: an id or other text that an earlier page gave as `next` */
} FieldKind;

typedef struct Shape Shape;

typedef struct Field {
    const char *name;
    FieldKind kind;
    size_t offset;
    bool optional;
    int64_t min; /* of a number; characters of a text; items of a list; millionths */
    int64_t max;
    bool (*check)(const char *text); /* of a text or of each text of a list, or NULL */
    const char *const *choices;
    const Shape *shape;     /* of an object or of each object of a list */
    size_t count_offset;    /* of a list */
    int64_t text_max;       /* characters of each text of a list */
    size_t currency_offset; /* of an amount: where its currency goes, NULL where it says none */
} Field;

struct Shape {
    size_t size; /* of the struct */
    const Field *field;
    size_t field_count;
};

/* Takes nothing: no query, no body, or an object without members. */
extern const Shape NO_SHAPE;

#define SHAPE(name, type, fields) const Shape name = {sizeof(type), fields, COUNT_OF(fields)}

/*
 * Read a JSON object by its shape into the request's arena. Fails with JSON_…, MEMBER_UNKNOWN or
 * MEMBER_INVALID; all faults are in the refusal, with JSON pointers.
 */
MUST_CHECK Err json_read(Ctx *ctx, const char *body, size_t size, const Shape *shape, void **ret);

/* The same for a query string (without its question mark), pointers being /query/NAME. */
MUST_CHECK Err query_read(Ctx *ctx, const char *query, const Shape *shape, void **ret);

/* Undo %XX (and + where plus_is_space); NULL where the text is not well formed or not UTF-8. */
char *percent_decode(Arena *arena, const char *text, size_t length, bool plus_is_space);

/* The opposite: a value for a query. Slashes stay, which are nothing special there. */
char *query_escape(Arena *arena, const char *text);

/* What a list says as `next`, so that FIELD_CURSOR reads it back. */
char *cursor_encode(Arena *arena, const char *position);

/* --- forms: form_read.c --------------------------------------------------------------------- */

/*
 * Form: what a browser sends from a page (application/x-www-form-urlencoded), read by the same
 * shapes as everything else.
 *
 * Differences to a query: a field that is optional and empty was left out, because browsers send
 * every field of a form; FIELD_TEXTS may repeat; the lines of a text area are joined by spaces. A
 * box that is ticked is a FIELD_BOOL and sends 1.
 */

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
