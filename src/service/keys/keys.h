/*
 * Keys: how product keys come to be, and how one is read again.
 *
 * A key exists in readable form only while it is drawn, sealed or shown. What is stored is its
 * keyed digest, the sealed copy and a reference that says nothing about it (RULE KEY-5).
 */
#ifndef SERVICE_KEYS_KEYS_H
#define SERVICE_KEYS_KEYS_H

#include "service/asked.h"
#include "store/keys/keys.h"

/* --- key lots: lots.c ------------------------------------------------------------------------- */

typedef struct LotInput {
    const char *sku;
    int64_t licenses;
    int64_t count;
    int64_t redeem_by; /* day number */
    const char *partner_id;
    const char *reason; /* or NULL; whoever has to approve it reads it */
} LotInput;
DECLARE_SHAPE(LOT_INPUT, LotInput); /* input.c */

/*
 * Draw and store a lot. Called outside the writer: everything slow happens before `run` is called,
 * once for every chunk of keys. It must run the given work in the writer, in a transaction of its
 * own, so that others get their turn in between. Nobody sees the lot until finish_lot() has made it
 * whole; one that was never finished is removed at the next start.
 */
MUST_CHECK Err create_lot(Ctx *ctx, const LotInput *input, RunWork *run, void *runner, KeyLot *ret);
MUST_CHECK Err finish_lot(Ctx *ctx, const KeyLot *lot);
MUST_CHECK Err get_lot(Ctx *ctx, const Id *id, KeyLot *ret);
MUST_CHECK Err list_lots(Ctx *ctx, const Page *page, KeyLotList *ret);

LotState lot_state(const KeyLot *lot);

/*
 * Writes the event that says who exports the lot; after it is durable, list_lot_keys() may run.
 * Keys of a benefit are their partner's secret: NOT_PERMITTED. LOT_STATE before it is released,
 * LOT_EXPORTED where it was exported before and nobody allowed it again (RULE KEY-11).
 */
MUST_CHECK Err export_lot(Ctx *ctx, const Id *id, KeyLot *ret);

typedef struct LotKey {
    KeyRecord record;
    bool readable;
    ProductKey key;
} LotKey;

typedef struct LotKeyList {
    LotKey *item;
    size_t count;
} LotKeyList;

MUST_CHECK Err list_lot_keys(Ctx *ctx, const Id *id, int64_t after, int64_t limit, LotKeyList *ret);

/* --- lots step by step: lot_steps.c ----------------------------------------------------------- */

/*
 * RULE KEY-11: a lot that another person approved has no key until it is drawn; nobody can show,
 * export or redeem one until it is released. Where a step does not follow on the one before, it is
 * LOT_STATE with the state. Those that take two people are asked for (service/approvals).
 */
TakesTwo lot_takes_two;
PreviewAsked preview_lot;
DoAsked approve_lot; /* its input is a LotInput, its subject the id that the lot gets */

/* As create_lot(); finish_drawing() makes the result visible. One that is cut short begins anew. */
MUST_CHECK Err draw_approved_lot(Ctx *ctx, const Id *id, RunWork *run, void *runner, KeyLot *ret);
MUST_CHECK Err finish_drawing(Ctx *ctx, const KeyLot *drawn, KeyLot *ret);
MUST_CHECK Err release_lot(Ctx *ctx, const Id *id, KeyLot *ret);
/* Until it is released, also while it is drawn: it goes away. The answer is what it was. */
MUST_CHECK Err cancel_lot(Ctx *ctx, const Id *id, KeyLot *ret);
/* How many keys there are of it so far. */
MUST_CHECK Err count_drawn_keys(Ctx *ctx, const Id *id, int64_t *ret);

/* Of a lot that was exported. */
PreviewAsked preview_export;
DoAsked allow_export;

/* The rest of a lot that was released; what is redeemed stays. More than ten keys take two. */
TakesTwo revoking_takes_two; /* of a lot or a benefit */
PreviewAsked preview_lot_end;
DoAsked end_lot;

/* --- a key that others may know: block.c ------------------------------------------------------ */

typedef struct BlockedKey {
    char ref[KEY_REF_SIZE];
    char replaced_by[KEY_REF_SIZE]; /* "" where nobody gets another one */
} BlockedKey;

/*
 * RULE KEY-13: revokes an unredeemed key for good and issues another one of the same product, size
 * and last day to the partner whose it was, who is told by the event. No other one for a key that
 * anybody might redeem, or whose last day is over. NOT_FOUND, KEY_ALREADY_REDEEMED, NO_KEY_LEFT (it
 * was revoked), TOO_MANY_KEYS.
 */
MUST_CHECK Err block_key(Ctx *ctx, const char *ref, const char *reason, BlockedKey *ret);

/* --- another key file: reseal.c --------------------------------------------------------------- */

/* Keys that are sealed anew, from one key file to the next: how far that is, and what came of it.
 */
typedef struct Resealing {
    const Vault *from, *to;
    KeyRecord after; /* lot and position of the last one; empty at the beginning */
    int64_t resealed;
    int64_t unreadable; /* stay as they are, and are found by their old digest */
} Resealing;

/*
 * In the caller's transaction: the next keys that have a sealed copy get one under the new key
 * file, and its digest; *ret_more if there are others. Drafts know keys by their digests, so they
 * have to be forgotten.
 */
MUST_CHECK Err reseal_keys(Tx *tx, Resealing *resealing, Arena *arena, bool *ret_more);

/* --- for others: keys.c, keys_named.c, attempts.c --------------------------------------------- */

/* The digest by which the database finds a key. */
Digest key_digest(const Vault *vault, const ProductKey *key);

/*
 * All digests by which the database may know a key, in the arena: its own, and those of earlier key
 * files, by which keys are known that were redeemed or revoked under them. There are
 * key_digest_count() of them.
 */
size_t key_digest_count(const Vault *vault);
const Digest *key_digests(const Vault *vault, const ProductKey *key, Arena *arena);

/* A new random key and its digest; and the reference, when it is sealed for the database. */
void draw_symbols(ProductKey *ret);
void seal_key(const Vault *vault, const ProductKey *key, const Digest *digest, const char *ref,
              NewKey *ret);

/*
 * Store a new key at that position of a lot, drawing again in the rare case that the key or its
 * reference exists.
 */
MUST_CHECK Err add_new_key(Ctx *ctx, Tx *tx, const Id *lot_id, int64_t position,
                           char ret_ref[KEY_REF_SIZE]);

/*
 * In the caller's transaction: a lot of one key. Product, licences, last day, partner and benefit
 * are the caller's; id, number of keys and moment are set here. TOO_MANY_KEYS where the benefit has
 * as many as it can have.
 */
MUST_CHECK Err issue_key(Ctx *ctx, Tx *tx, KeyLot *lot, char ret_ref[KEY_REF_SIZE]);

/* The key itself, until it is redeemed or revoked. ERR_STORAGE_UNAVAILABLE if it does not open. */
MUST_CHECK Err read_sealed_key(const Vault *vault, const KeyRecord *record, ProductKey *ret);

/*
 * The keys that a request means, and the tenant that it repeats (RULE SUB-4): by their texts, by
 * references of own benefits, or by the digests of keys that were read before; one of the three.
 */
typedef struct KeysMeant {
    const char *tenant_id;
    const char **key;
    size_t key_count;
    const char **key_ref;
    size_t key_ref_count;
    const Digest *key_digest;
    size_t key_digest_count;
} KeysMeant;

/*
 * What a wrong key has cost this request is as if it had not been: for whoever undid the request
 * and runs it again.
 */
void give_back_attempt(Ctx *ctx);

/*
 * Find and check every key. All are redeemable today by the caller's tenant. A key that is refused
 * counts against the caller (RULE KEY-8), and the refusal points at it.
 */
MUST_CHECK Err find_named_keys(Ctx *ctx, Tx *tx, const KeysMeant *meant, KeyRecord **ret_key,
                               size_t *ret_count);

#endif
