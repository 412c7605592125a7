/*
 * Input: what a request says, read by its shape (base/shape.h).
 *
 * Reading checks everything at once and collects every fault, so a handler sees only valid, bounded
 * values, and what the shape has no row for is refused.
 */
#ifndef HTTP_INPUT_INPUT_H
#define HTTP_INPUT_INPUT_H

#include "base/buf.h"
#include "base/shape.h"
#include "service/context.h"

/*
 * Read a JSON object by its shape into the request's arena. Fails with JSON_…, MEMBER_UNKNOWN or
 * MEMBER_INVALID; all faults are in the refusal, with JSON pointers.
 */
MUST_CHECK Err json_read(Ctx *ctx, const char *body, size_t size, const Shape *shape, void **ret);

/* The same for a query string (without its question mark), pointers being /query/NAME. */
MUST_CHECK Err query_read(Ctx *ctx, const char *query, const Shape *shape, void **ret);

/* Undo %XX (and + where plus_is_space); NULL where the text is not well formed or not UTF-8. */
char *percent_decode(Arena *arena, const char *text, size_t length, bool plus_is_space);

/* --- cursors: cursor.c ------------------------------------------------------------------------ */

/*
 * Which list a cursor is of: that of an address, with the ids in its path, whose it is, and what
 * its query asks for beyond how much and behind what.
 */
typedef struct ListOf {
    const char *path;
    const Shape *shape; /* of the query */
    const void *query;
    bool of_reader; /* whoever reads it sees what is their own: the account counts too */
} ListOf;

/* What a list says as `next`: a place in it, bound to the list, for the parameter of that name. */
char *cursor_encode(const Ctx *ctx, const ListOf *list, const char *name, const char *position);

/*
 * The readers below leave cursors as they came. This makes places of them, in the query that the
 * list names; CURSOR_INVALID where one is not of this list.
 */
MUST_CHECK Err cursors_decode(const Ctx *ctx, const ListOf *list, void *query);

/* --- addresses: query_write.c --------------------------------------------------------------- */

/*
 * Adds to an address what the query says beyond the defaults of its shape, in the order of the
 * rows, so that form_read_query() reads it back. Pages have address_of(), which also looks whether
 * that is the struct of the shape.
 */
void query_write(const Ctx *ctx, Buf *address, const Shape *shape, const void *query);

/* The same without what is .of_part and the cursors: which list it is. */
void query_write_filters(Buf *address, const Shape *shape, const void *query);

/* A value in a query: everything but letters, digits and -._~ as %XX. */
void query_put_value(Buf *out, const char *text);

/* The same as a text of its own; slashes stay, which are nothing special there. */
char *query_escape(Arena *arena, const char *text);

/* --- forms: form_read.c --------------------------------------------------------------------- */

/*
 * Form: what a browser sends from a page (application/x-www-form-urlencoded), read by the same
 * shapes as everything else.
 *
 * Differences to a query: a field that is optional and empty was left out, because browsers send
 * every field of a form; FIELD_TEXTS may repeat; the lines of a text area are joined by spaces, but
 * for FIELD_LINES. A box is a FIELD_BOOL, which sends 1 where it is ticked, and nothing, which is
 * 0, where it is not.
 */

enum { FORM_FIELDS_MAX = 1000 };

typedef struct FormField {
    const char *name;
    const char *value;
    const char *lines; /* the same with its line ends and tabs */
} FormField;

/* The fields in the order in which they came. */
typedef struct Form {
    FormField *field;
    size_t count;
} Form;

/* The field that says that the form is ours; shapes do not name it. */
extern const char FORM_TOKEN_FIELD[];

/* Likewise: beside which list it stands, as the address of that. html/lists/lists.h reads it. */
extern const char FORM_LIST_FIELD[];

/* ERR_REQUEST_MALFORMED where that is no form. */
MUST_CHECK Err form_parse(Arena *arena, const char *body, size_t size, Form *ret);

/* The first value of that name; NULL where there is none. Whatever was sent: only for showing. */
const char *form_value(const Form *form, const char *name);
const char *form_lines(const Form *form, const char *name); /* with its line ends */

/* Was this value among those sent by that name? */
MUST_CHECK bool form_has(const Form *form, const char *name, const char *value);

/*
 * Read the form by its shape. Fails with MEMBER_UNKNOWN or MEMBER_INVALID; all faults are in the
 * refusal, their pointers being /NAME.
 */
MUST_CHECK Err form_read(Ctx *ctx, const Form *form, const Shape *shape, void **ret);

/* The query of a page: an empty parameter that is optional was left out. */
MUST_CHECK Err form_read_query(Ctx *ctx, const char *query, const Shape *shape, void **ret);

#endif
