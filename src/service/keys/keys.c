#include "service/keys/keys.h"

#include "base/limit/limit.h"

static const char PURPOSE[] = "product-key";

Digest
key_digest(const Vault *vault, const ProductKey *key)
{
    return vault_digest(vault, PURPOSE, key->symbol, sizeof(key->symbol));
}

size_t
key_digest_count(const Vault *vault)
{
    return 1 + vault_earlier_count(vault);
}

const Digest *
key_digests(const Vault *vault, const ProductKey *key, Arena *arena)
{
    size_t count = key_digest_count(vault);
    Digest *digest = ARENA_NEW_ARRAY(arena, Digest, count);

    digest[0] = key_digest(vault, key);
    for (size_t i = 1; i < count; i++)
        digest[i] = vault_digest_earlier(vault, i - 1, PURPOSE, key->symbol, sizeof(key->symbol));
    return digest;
}

/* RULE KEY-2: 23 characters of 5 random bits each. */
void
draw_symbols(ProductKey *ret)
{
    random_bytes(ret->symbol, KEY_SYMBOLS_RANDOM);
    for (int i = 0; i < KEY_SYMBOLS_RANDOM; i++)
        ret->symbol[i] &= 31;
    key_complete(ret);
}

/* RULE KEY-5: the copy opens only together with the digest that it stands beside. */
void
seal_key(const Vault *vault, const ProductKey *key, const Digest *digest, const char *ref,
         NewKey *ret)
{
    ret->digest = *digest;
    vault_seal(vault, digest, key->symbol, sizeof(key->symbol), ret->sealed);
    memcpy(ret->ref, ref, KEY_REF_SIZE);
}

/* All of it: a new key with a new reference, ready to be stored. */
static void
draw_key(const Vault *vault, NewKey *ret)
{
    uint8_t random[KEY_REF_RANDOM_BYTES];
    char ref[KEY_REF_SIZE];
    ProductKey key;

    draw_symbols(&key);
    random_bytes(random, sizeof(random));
    key_ref_format(random, ref);
    Digest digest = key_digest(vault, &key);
    seal_key(vault, &key, &digest, ref, ret);
}

Err
add_new_key(Ctx *ctx, Tx *tx, const Id *lot_id, int64_t position, char ret_ref[KEY_REF_SIZE])
{
    enum { DRAWS_MAX = 8 }; /* with every billionth reference taken, one repeat is rare already */
    NewKey key;
    Err err = ERR_ALREADY_EXISTS;

    for (int i = 0; i < DRAWS_MAX && err == ERR_ALREADY_EXISTS; i++) {
        draw_key(ctx->vault, &key);
        err = store_key_add(tx, lot_id, position, &key);
    }
    TRY(err);
    memcpy(ret_ref, key.ref, KEY_REF_SIZE);
    return OK;
}

/* What is shown of a benefit is read as a whole, so it must stay of a size to read. */
static Err
check_room_for_key(Ctx *ctx, Tx *tx, const Id *benefit_id)
{
    KeyTally tally;

    if (id_is_empty(benefit_id))
        return OK;
    TRY(store_key_tally_of_benefit(tx, benefit_id, &tally));
    if (tally.keys < BENEFIT_KEYS_MAX)
        return OK;
    return refuse_with_number(&ctx->refusal, ERR_TOO_MANY_KEYS, "maxKeys", BENEFIT_KEYS_MAX);
}

/* RULE KEY-10: a benefit has so many keys at most, or it could be replaced for ever. */
Err
issue_key(Ctx *ctx, Tx *tx, KeyLot *lot, char ret_ref[KEY_REF_SIZE])
{
    TRY(check_room_for_key(ctx, tx, &lot->benefit_id));
    lot->id = id_new("lot_", ctx->now);
    lot->count = 1;
    lot->created_at = ctx->now;
    TRY(store_lot_add(tx, lot, true));
    return add_new_key(ctx, tx, &lot->id, 1, ret_ref);
}

Err
read_sealed_key(const Vault *vault, const KeyRecord *record, ProductKey *ret)
{
    ProductKey key;

    if (record->sealed == NULL || record->sealed_size != sizeof(key.symbol) + SEAL_OVERHEAD)
        return ERR_STORAGE_UNAVAILABLE;
    if (!vault_unseal(vault, &record->digest, record->sealed, record->sealed_size, key.symbol))
        return ERR_STORAGE_UNAVAILABLE;
    *ret = key;
    return OK;
}
