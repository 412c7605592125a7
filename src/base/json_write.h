/*
 * JSON out: written straight into a Buf, commas and escapes taken care of.
 *
 * Every function takes the member's name, or NULL inside an array and at the top. Names are written
 * as they are: give none that needs an escape. Texts must be valid UTF-8, which everything that
 * came through the door is.
 */
#ifndef BASE_JSON_WRITE_H
#define BASE_JSON_WRITE_H

#include "base/buf.h"

typedef struct Json {
    Buf *out;
    bool comma; /* something stands before at this level */
} Json;

Json json_new(Buf *out);

void json_object_begin(Json *json, const char *name);
void json_object_end(Json *json);
void json_array_begin(Json *json, const char *name);
void json_array_end(Json *json);

void json_text(Json *json, const char *name, const char *text);
void json_int(Json *json, const char *name, int64_t number);
void json_bool(Json *json, const char *name, bool yes);

/* A value that is JSON already. */
void json_raw(Json *json, const char *name, const char *value);

/* Nothing at all where text is NULL. */
void json_text_if(Json *json, const char *name, const char *text);

#endif
