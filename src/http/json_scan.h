/*
 * JSON scan: a JSON text (RFC 8259) from front to back, value by value.
 *
 * Nothing is built of it: a batch of metered use has tens of thousands of members, and a tree of
 * them would cost more than writing them to the database. What is wrong with the text (not JSON,
 * not UTF-8, a member twice in an object, more than 16 levels) stays in `err`, the scan stands at
 * its end from then on, and every function that is asked for more says that there is none.
 */
#ifndef HTTP_JSON_SCAN_H
#define HTTP_JSON_SCAN_H

#include "base/arena.h"
#include "base/err.h"

typedef struct JsonScan {
    const char *begin;
    const char *at;
    const char *end;
    int depth;
    Err err;
} JsonScan;

JsonScan json_scan(const char *text, size_t size);

/* The text is over, as it must be behind its one value. */
void json_scan_end(JsonScan *scan);

typedef enum JsonKind {
    JSON_NOTHING, /* no value: the text is wrong */
    JSON_TEXT,
    JSON_NUMBER,
    JSON_BOOL,
    JSON_NULL,
    JSON_OBJECT,
    JSON_ARRAY,
} JsonKind;

/* Which value begins here. */
JsonKind json_scan_kind(JsonScan *scan);

/* A text of the body or, where it has escapes, of an arena. */
typedef struct JsonText {
    const char *at;
    size_t length;
} JsonText;

/* Each reads the value that is said to begin here. A text has no NUL in it. */
MUST_CHECK bool json_scan_text(JsonScan *scan, Arena *arena, JsonText *ret);
/* *ret_whole: it is written without point and exponent, and *ret is what it is. */
MUST_CHECK bool json_scan_number(JsonScan *scan, bool *ret_whole, int64_t *ret);
bool json_scan_yes_or_no(JsonScan *scan);
/* Whatever it is. What its texts need is left in the arena. */
void json_scan_skip(JsonScan *scan, Arena *arena);

/* The names that an object had so far; a shape has fewer than there is room for. */
enum { JSON_NAMES_MAX = 64 };
typedef struct JsonNames {
    JsonText name[JSON_NAMES_MAX];
    size_t count;
    bool begun;
} JsonNames;

/*
 * Step into the object or list that begins here; then, until there is none, to the value of its
 * next member or item.
 */
void json_scan_enter(JsonScan *scan);
MUST_CHECK bool json_scan_member(JsonScan *scan, JsonNames *names, Arena *arena, JsonText *ret);
MUST_CHECK bool json_scan_item(JsonScan *scan, bool *begun);

#endif
