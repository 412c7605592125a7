/*
 * Ask: what the commands of users and tokens have in common: a request to the running server, or
 * to ourselves where none runs (app/admin.h), and what is said of its answer.
 */
#ifndef APP_COMMANDS_ASK_H
#define APP_COMMANDS_ASK_H

#include "app/settings.h"
#include "base/format/format.h"

#include <jansson.h>

/* Room for the request and for the longest part of a list. */
enum { ASK_ARENA_BYTES = 4 * 1024 * 1024, ASK_REQUEST_MAX = 8192 };

/*
 * 0 and the answer, which is then the caller's to release; else the exit status, and what is wrong
 * has been said on standard error. The answer is made in the request's arena.
 */
MUST_CHECK int ask_admin(const Settings *settings, const char *path, const Buf *request,
                         json_t **ret);

/* The same, and prints one member of the answer, on a line of its own. Gives the exit status. */
MUST_CHECK int ask_and_print(const Settings *settings, const char *path, const Buf *request,
                             const char *member);

/* Whose account is meant: "email" and, if it is given, "tenantId". */
void put_whose(Json *json, const Settings *settings);

/* A text of an answer, "" where it has none. */
const char *text_in(const json_t *object, const char *member);

/* For CLEANUP. */
void release_answer(json_t **json);

#endif
