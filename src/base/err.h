/*
 * Err: every way something can fail, from the one table err.def.
 *
 * A function that can fail returns Err and is MUST_CHECK; OK is 0. The code is public and never
 * reused; the texts are English source texts that base/lang.h translates.
 */
#ifndef BASE_ERR_H
#define BASE_ERR_H

#include "base/base.h"

typedef enum Err {
    OK = 0,
#define ERR(name, status, kind, code, title, detail) ERR_##name,
#include "base/err.def"
#undef ERR
    ERR_COUNT
} Err;

int err_http_status(Err err);

/*
 * Is it an answer to what was asked, and not OK? The rest is trouble, of ours or of the engine:
 * that fails everything it happens in, and is never a part's own fault.
 */
bool err_is_refusal(Err err);

const char *err_code(Err err);

/* What happened, a short sentence in English. */
const char *err_title(Err err);

/* What to do now, in English. May name members of the refusal, such as {addLicensesAtLeast}. */
const char *err_detail(Err err);

/* The Err with this public code; false if there is none. */
MUST_CHECK bool err_from_code(const char *code, Err *ret);

#endif
