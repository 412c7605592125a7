/*
 * Keys: how product keys come to be, and how one is read again.
 *
 * A key exists in readable form only while it is drawn, sealed or shown. What is stored is its
 * keyed digest, the sealed copy and a reference that says nothing about it (RULE KEY-5).
 */
#ifndef SERVICE_KEYS_KEYS_H
#define SERVICE_KEYS_KEYS_H

#include "service/service.h"

/* The digest by which the database finds a key. */
Digest key_digest(const Vault *vault, const ProductKey *key);

/* A new random key and its digest; and the reference, when it is sealed for the database. */
void draw_symbols(ProductKey *ret);
void seal_key(const Vault *vault, const ProductKey *key, const Digest *digest, const char *ref,
              NewKey *ret);

/* All of it: a new key with a new reference, ready to be stored. */
void draw_key(const Vault *vault, NewKey *ret);

/*
 * Store a new key at that position of a lot, drawing again in the rare case that the key or its
 * reference exists.
 */
MUST_CHECK Err add_new_key(Ctx *ctx, Tx *tx, const Id *lot_id, int64_t position,
                           char ret_ref[KEY_REF_SIZE]);

/*
 * In the caller's transaction: a lot of one key. Product, licences, last day, partner and benefit
 * are the caller's; id, number of keys and moment are set here.
 */
MUST_CHECK Err issue_key(Ctx *ctx, Tx *tx, KeyLot *lot, char ret_ref[KEY_REF_SIZE]);

/* The key itself, until it is redeemed or revoked. ERR_STORAGE_UNAVAILABLE if it does not open. */
MUST_CHECK Err read_sealed_key(const Vault *vault, const KeyRecord *record, ProductKey *ret);

#endif
