/*
 * Replies: answers that are kept for requests that are sent again (RULE IDEM-1).
 */
#ifndef STORE_REPLIES_REPLIES_H
#define STORE_REPLIES_REPLIES_H

#include "base/id/id.h"
#include "base/secret/secret.h"
#include "store/engine/engine.h"

/* The answer to a request that may be sent again (RULE IDEM-1). */
typedef struct StoredReply {
    Digest request;
    int status;
    const char *location;
    const char *etag;
    const char *body; /* NULL: never stored, the request is to be run again */
    Micros created_at;
} StoredReply;

/* *ret is NULL where there is none. */
MUST_CHECK Err store_reply_find(Tx *tx, const Id *user_id, const Digest *key, Arena *arena,
                                StoredReply **ret);
/* ERR_DB_CONFLICT if there is one by now. */
MUST_CHECK Err store_reply_put(Tx *tx, const Id *user_id, const Digest *key,
                               const StoredReply *reply);
/* Forget at most limit answers older than a moment; *ret_more if any are left. */
MUST_CHECK Err store_reply_remove_old(Tx *tx, Micros before, int64_t limit, bool *ret_more);

#endif
