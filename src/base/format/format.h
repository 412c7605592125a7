/*
 * Format: what programs and spreadsheets read, written straight into a Buf: JSON, CSV, iCalendar.
 */
#ifndef BASE_FORMAT_FORMAT_H
#define BASE_FORMAT_FORMAT_H

#include "base/buf.h"

/* --- JSON: json_write.c ----------------------------------------------------------------------- */

/*
 * JSON out: written straight into a Buf, commas and escapes taken care of.
 *
 * Every function takes the member's name, or NULL inside an array and at the top. Names are written
 * as they are: give none that needs an escape. Texts must be valid UTF-8, which everything that
 * came through the door is.
 */

typedef struct JsonMark {
    size_t from;
    size_t until;
    bool aside;
} JsonMark;

enum { JSON_MARKS_MAX = 256 };

/* What of the text is no part of the version of what it shows, in order. */
typedef struct JsonMarks {
    JsonMark mark[JSON_MARKS_MAX];
    size_t count;
} JsonMarks;

typedef struct Json {
    Buf *out;
    bool comma;       /* something stands before at this level */
    JsonMarks *marks; /* or NULL: nobody asks */
} Json;

Json json_new(Buf *out);

void json_object_begin(Json *json, const char *name);
void json_object_end(Json *json);
void json_array_begin(Json *json, const char *name);
void json_array_end(Json *json);

void json_text(Json *json, const char *name, const char *text);
void json_int(Json *json, const char *name, int64_t number);
void json_bool(Json *json, const char *name, bool yes);

/* A text in the reader's language, which others read in theirs. */
void json_translated(Json *json, const char *name, const char *text);

/*
 * Members that change without anybody changing the thing: what is written from a place on, which is
 * json->out->length before it.
 */
void json_aside(Json *json, size_t from);

/* A value that is JSON already. */
void json_raw(Json *json, const char *name, const char *value);

/* Nothing at all where text is NULL. */
void json_text_if(Json *json, const char *name, const char *text);

/* --- numbers of JSON that is read: json_numbers.c --------------------------------------------- */

/*
 * JSON text piece by piece, as it is but for its numbers. One that is whole, however it is written
 * (25.0, 25e0, 2.5e1), is its digits; where no int64_t holds it, those of the nearest one. What is
 * not whole is 0.5. So whoever parses this loses nothing and needs no floating point. What is no
 * number stays, for the parser to refuse.
 */
enum { JSON_NUMBER_SIZE = 24 };

typedef struct JsonNumbers {
    const char *at;
    const char *end;
    const char *as_it_is; /* up to here there is no number */
    bool in_text;
    bool escaped;
    char number[JSON_NUMBER_SIZE]; /* that takes the place of the one before `at` */
    size_t count;
    size_t put;
} JsonNumbers;

/* The text is borrowed. */
JsonNumbers json_numbers(const char *text, size_t size);

/* The next bytes, as many as there is room for; 0 at the end. */
size_t json_numbers_read(JsonNumbers *numbers, char *ret, size_t max);

/* Where in the text the byte came from that was read at this position. */
size_t json_numbers_place(const char *text, size_t size, size_t position);

/* --- tables: csv.c ---------------------------------------------------------------------------- */

/*
 * Csv: tables for spreadsheets (RFC 4180). For programs as they are; for people, who open them with
 * two clicks, csv_begin() says how their spreadsheet wants them.
 */

/*
 * From here on this stands between cells instead of a comma; with the mark (U+FEFF) by which
 * spreadsheets know UTF-8, where the table begins. For each Buf that goes on with the table.
 */
void csv_begin(Buf *out, char separator, bool with_mark);

/* The row of headings; the names stand between commas. */
void csv_heading(Buf *out, const char *names);

/*
 * What a spreadsheet would take for a formula, whichever separator it was told, is made harmless:
 * see csv.c. The last ends the row.
 */
void csv_cell(Buf *out, const char *text, bool last);
void csv_number(Buf *out, int64_t number, bool last);
/* A decimal number as it stands, with its sign: a number is no formula. */
void csv_amount(Buf *out, const char *decimal, bool last);

/* --- calendars: ical.c ------------------------------------------------------------------------ */

/*
 * Ical: lines of a calendar (RFC 5545), for programs that show dates beside other dates.
 *
 * A line is NAME:value and ends with CRLF. One of more than 75 octets is folded: it goes on in the
 * next, which begins with a space. Characters of UTF-8 are never cut in two.
 */

/* A value that is what it is: a date, a number, a word of the standard. */
void ical_line(Buf *out, const char *name, const char *value);

/* A value that is TEXT: what would end or divide it is escaped, control characters are left out. */
void ical_text(Buf *out, const char *name, const char *text);

#endif
