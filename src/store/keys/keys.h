/*
 * Keys: lots of product keys, and the keys in them. No readable key is here (RULE KEY-5).
 */
#ifndef STORE_KEYS_KEYS_H
#define STORE_KEYS_KEYS_H

#include "base/id/id.h"
#include "base/list.h"
#include "base/order/order.h"
#include "base/secret/secret.h"
#include "domain/choices/choices.h"
#include "domain/date/date.h"
#include "domain/key.h"
#include "store/engine/engine.h"

/* Keys of the same product, size and last day. One partner's, or anybody's where partner is empty.
 */
typedef struct KeyLot {
    Id id;
    const char *sku;
    int64_t licenses;
    int64_t count;
    Date redeem_by;
    Id partner_id;
    Id benefit_id;
    bool given_up; /* will never be whole */
    Micros created_at;
    Micros
        approved_at; /* by somebody else; 0: nobody had to, and until it is whole it is not there */
    Micros drawn_at; /* of one that was approved; 0: not yet */
    bool released;   /* all keys are there, for everybody */
    Micros ended_at; /* 0: what is left of it was not revoked */
    int64_t exports_left; /* 0 or 1 */
} KeyLot;

/* A key of a lot, as it is made. */
typedef struct NewKey {
    Digest digest;
    uint8_t sealed[KEY_SYMBOLS + SEAL_OVERHEAD];
    char ref[KEY_REF_SIZE];
} NewKey;

/* A key with what its lot says of it. */
typedef struct KeyRecord {
    Id lot_id;
    int64_t position;
    char ref[KEY_REF_SIZE];
    Digest digest;
    const uint8_t *sealed; /* NULL once redeemed */
    size_t sealed_size;
    KeyState state;
    Id tenant_id;     /* that redeemed it */
    Id redemption_id; /* and how */
    const char *sku;
    int64_t licenses;
    Date redeem_by;
    Id partner_id; /* whose it is; empty: anybody may redeem it */
    Id benefit_id;
    Micros revealed_at; /* when it was first shown, or 0 */
} KeyRecord;

/* How many keys a benefit has; licences on those that are redeemed, and on those that may be. */
typedef struct KeyTally {
    Id benefit_id;
    int64_t keys;
    int64_t redeemed;
    int64_t open;
} KeyTally;

LIST_OF(KeyLot);
LIST_OF(KeyRecord);
LIST_OF(KeyTally);

/* What a list of keys is ordered by; references decide between equals. */
typedef enum KeyColumn {
    KEY_BY_URGENCY, /* what can be done with them, then their last days */
    KEY_BY_USE_BY,
    KEY_BY_LICENSES,
    KEY_BY_REVEALED, /* those that nobody has seen first */
} KeyColumn;

/* Keys of these benefits, a part of them in an order. */
typedef struct KeySearch {
    const Id *benefit_id;
    size_t benefit_count;
    size_t wholly; /* all keys of the first so many; of the others */
    const char
        *part_of_ref; /* those that have this in their reference, in small letters; NULL: all */
    int64_t status;   /* KeyStatus, or below 0 for any */
    Date today;       /* which decides that */
    int64_t redeem_by_min, redeem_by_max; /* the days of whose last one it is */
    KeyColumn column;
    bool falling;
    bool (*wanted)(const void *key, void *data); /* which KeyRecord besides; NULL: all */
    void *data;                                  /* for wanted() */
    ListPart part;                               /* of places whose ids are references */
} KeySearch;

MUST_CHECK Err store_lot_get(Tx *tx, const Id *id, Arena *arena,
                             KeyLot *ret); /* whole or approved ones */
/* Without those that belong to a benefit: each of these has a few keys, and they are many. */
MUST_CHECK Err store_lot_list(Tx *tx, const Page *page, Arena *arena, KeyLotList *ret);
/* Those that are being made, or never will be whole, the oldest first. */
MUST_CHECK Err store_lot_list_unfinished(Tx *tx, int64_t limit, Arena *arena, KeyLotList *ret);
MUST_CHECK Err store_lot_add(Tx *tx, const KeyLot *lot, bool whole);
MUST_CHECK Err store_lot_set_whole(Tx *tx, const Id *id);
/* A lot will never be whole; where the id is NULL, all that are not whole. */
MUST_CHECK Err store_lot_give_up(Tx *tx, const Id *id);
/*
 * The steps of one that was approved: each is *ret_done where it was in the state before. What is
 * cancelled, or was being drawn when the process ended, loses its keys bit by bit; of these only
 * the latter comes back, as approved. lot_steps.c
 */
MUST_CHECK Err store_lot_begin_drawing(Tx *tx, const Id *id, bool *ret_done);
MUST_CHECK Err store_lot_set_drawn(Tx *tx, const Id *id, Micros at, bool *ret_done);
MUST_CHECK Err store_lot_release(Tx *tx, const Id *id, bool *ret_done);
MUST_CHECK Err store_lot_cancel(Tx *tx, const Id *id, bool *ret_done);
/* One export more or less than are left: 1 or -1. */
MUST_CHECK Err store_lot_count_export(Tx *tx, const Id *id, int64_t more, bool *ret_done);
MUST_CHECK Err store_lot_end(Tx *tx, const Id *id, Micros at, bool *ret_done);
MUST_CHECK Err store_lot_count_drawn(Tx *tx, const Id *id, int64_t *ret);
/* The keys that are not redeemed, of a lot or of all lots of a benefit. */
MUST_CHECK Err store_keys_count_open(Tx *tx, const Id *of, int64_t *ret);
MUST_CHECK Err store_keys_revoke_open(Tx *tx, const Id *of, int64_t *ret_count);
/* Remove up to limit keys of a lot that was given up, then the lot; *ret_more if any are left. */
MUST_CHECK Err store_lot_remove_given_up(Tx *tx, int64_t limit, bool *ret_more);

/* ERR_ALREADY_EXISTS if the reference or the key happens to exist: draw another one. */
MUST_CHECK Err store_key_add(Tx *tx, const Id *lot_id, int64_t position, const NewKey *key);
MUST_CHECK Err store_key_find_by_ref(Tx *tx, const char *ref, Arena *arena, KeyRecord *ret,
                                     bool *ret_found);
/* Those that are there, in any order. */
MUST_CHECK Err store_key_list_by_digests(Tx *tx, const Digest *digest, size_t count, Arena *arena,
                                         KeyRecordList *ret);
MUST_CHECK Err store_key_list_by_refs(Tx *tx, const char *const *ref, size_t count, Arena *arena,
                                      KeyRecordList *ret);
MUST_CHECK Err store_key_list_of_benefit(Tx *tx, const Id *benefit_id, Arena *arena,
                                         KeyRecordList *ret);
/* The same for each of these benefits: a list for each of them. */
MUST_CHECK Err store_key_lists_of_benefits(Tx *tx, const Id *benefit_id, size_t count, Arena *arena,
                                           KeyRecordList **ret);
/* Where a key stands in the order of a search. */
Order key_order(const KeySearch *search, const KeyRecord *key);
MUST_CHECK Err store_key_search(Tx *tx, const KeySearch *search, Arena *arena, KeyRecordList *ret);
/* All zero where the benefit has no key. */
MUST_CHECK Err store_key_tally_of_benefit(Tx *tx, const Id *benefit_id, KeyTally *ret);
/* Of all benefits of a partner that have keys, in the order of their ids. */
MUST_CHECK Err store_key_tallies_of_partner(Tx *tx, const Id *partner_id, Arena *arena,
                                            KeyTallyList *ret);
/* Of each of these benefits; all zero where it has no key. */
MUST_CHECK Err store_key_tallies_of_benefits(Tx *tx, const Id *benefit_id, size_t count,
                                             Arena *arena, KeyTally **ret);
/* Keys of the same lot behind that one's position (0: from the beginning), at most limit. */
MUST_CHECK Err store_key_list_of_lot(Tx *tx, const KeyRecord *after, int64_t limit, Arena *arena,
                                     KeyRecordList *ret);
/*
 * Keys of any lot that have a sealed copy, behind that one's lot and position, with what a new copy
 * needs: lot, position, reference, digest and copy.
 */
MUST_CHECK Err store_key_list_sealed(Tx *tx, const KeyRecord *after, int64_t limit, Arena *arena,
                                     KeyRecordList *ret);
/* Another digest and another copy in the place of those that the key has. */
MUST_CHECK Err store_key_reseal(Tx *tx, const KeyRecord *key, const NewKey *sealed);
MUST_CHECK Err store_key_mark_revealed(Tx *tx, const KeyRecord *key, Micros at);
MUST_CHECK Err store_key_mark_revoked(Tx *tx, const KeyRecord *key);
/* ERR_KEY_ALREADY_REDEEMED if it is, or was never redeemable. Erases the sealed copy. */
MUST_CHECK Err store_key_mark_redeemed(Tx *tx, const KeyRecord *key, const Id *tenant_id,
                                       const Id *redemption_id);

#endif
