/*
 * Key lots: drawn outside the writer, stored in pieces, seen when they are whole (RULE KEY-4).
 */
#include "service/keys/keys.h"

#include "service/json_values.h"
#include "service/keys/lot_parts.h"
#include "service/record.h"
#include "store/catalogue/catalogue.h"
#include "store/directory/directory.h"

enum {
    CHUNK_KEYS = 1000,     /* the writer is held for some milliseconds at a time */
    SPARE_BYTES = 1 << 20, /* a chunk, and what alignment takes */
};

/* --- checks --------------------------------------------------------------------------------- */

static Err
refuse_unknown(Ctx *ctx, Err err, const char *pointer, const char *detail)
{
    return err != ERR_NOT_FOUND ? err
                                : refuse_member(&ctx->refusal, ERR_MEMBER_INVALID, pointer, detail);
}

static Err
check_product(Ctx *ctx, Tx *tx, const LotInput *input)
{
    Product product;

    TRY(refuse_unknown(ctx, store_product_get(tx, input->sku, ctx->arena, &product), "/sku",
                       TR("There is no product with this SKU.")));
    if (product.kind != PRODUCT_LICENSE)
        return ERR_PRODUCT_KIND_MISMATCH;
    /* RULE BEN-6: no new keys for a product that is retired. */
    if (product.retired && product.replaced_by != NULL)
        return refuse_with_text(&ctx->refusal, ERR_PRODUCT_RETIRED, "replacedBy",
                                product.replaced_by);
    if (product.retired)
        return ERR_PRODUCT_RETIRED;
    if (input->licenses > product.licenses_max)
        return refuse_with_number(&ctx->refusal, ERR_TOO_MANY_LICENSES, "maxLicenses",
                                  product.licenses_max);
    return OK;
}

Err
check_lot(Ctx *ctx, Tx *tx, const LotInput *input, KeyLot *ret)
{
    Id partner_id = {0};
    Partner partner;

    TRY(check_product(ctx, tx, input));
    if (input->partner_id != NULL) {
        if (id_is(input->partner_id, "par_"))
            partner_id = id_from(input->partner_id);
        TRY(refuse_unknown(ctx, store_partner_get(tx, &partner_id, ctx->arena, &partner),
                           "/partnerId", TR("There is no partner with this id.")));
    }
    *ret = (KeyLot){
        .id = id_new("lot_", ctx->now),
        .sku = input->sku,
        .licenses = input->licenses,
        .count = input->count,
        .redeem_by = {(int32_t)input->redeem_by},
        .partner_id = partner_id,
        .created_at = ctx->now,
        .released = true,
        .exports_left = 1,
    };
    return OK;
}

LotState
lot_state(const KeyLot *lot)
{
    if (lot->released)
        return lot->ended_at != 0 ? LOT_ENDED : LOT_RELEASED;
    return lot->drawn_at != 0 ? LOT_DRAWN : LOT_APPROVED;
}

/* --- making --------------------------------------------------------------------------------- */

typedef struct DrawnKey {
    Digest digest;
    ProductKey key;
} DrawnKey;

typedef struct DrawnRef {
    uint8_t byte[KEY_REF_RANDOM_BYTES];
} DrawnRef;

static int
compare_digests(const void *a, const void *b)
{
    return memcmp(((const DrawnKey *)a)->digest.byte, ((const DrawnKey *)b)->digest.byte,
                  DIGEST_BYTES);
}

static int
compare_refs(const void *a, const void *b)
{
    return memcmp(a, b, sizeof(DrawnRef));
}

/*
 * All keys of the lot, in the order of their digests, and references in their order. The indexes
 * over both are then written from one end to the other instead of all over, which for a large lot
 * saves most of the work. A keyed digest and a random number have nothing to tell, and so neither
 * has their order.
 */
static void
draw_lot(const Vault *vault, DrawnKey *key, DrawnRef *ref, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        draw_symbols(&key[i].key);
        key[i].digest = key_digest(vault, &key[i].key);
    }
    random_bytes(ref, count * sizeof(*ref));
    qsort(key, count, sizeof(*key), compare_digests);
    qsort(ref, count, sizeof(*ref), compare_refs);
}

/* What one piece of work in the writer stores. */
typedef struct Chunk {
    const KeyLot *lot;
    int64_t first; /* position of the first key */
    NewKey *key;
    size_t count;
} Chunk;

static Err
add_lot(Ctx *ctx, void *data)
{
    CLEANUP(tx_end) Tx tx = {0};
    const Chunk *chunk = data;

    TRY(tx_begin(ctx->db, &tx));
    TRY(store_lot_add(&tx, chunk->lot, false));
    return tx_commit(&tx);
}

static Err
give_up_lot(Ctx *ctx, void *data)
{
    CLEANUP(tx_end) Tx tx = {0};
    const Chunk *chunk = data;

    TRY(tx_begin(ctx->db, &tx));
    TRY(store_lot_give_up(&tx, &chunk->lot->id));
    return tx_commit(&tx);
}

static Err
add_chunk(Ctx *ctx, void *data)
{
    CLEANUP(tx_end) Tx tx = {0};
    const Chunk *chunk = data;
    char ref[KEY_REF_SIZE];
    KeyLot lot;

    TRY(tx_begin(ctx->db, &tx));
    /* Whoever cancelled it meanwhile is obeyed. */
    if (chunk->lot->approved_at != 0)
        TRY(store_lot_get(&tx, &chunk->lot->id, ctx->arena, &lot));
    for (size_t i = 0; i < chunk->count; i++) {
        int64_t position = chunk->first + (int64_t)i;
        Err err = store_key_add(&tx, &chunk->lot->id, position, &chunk->key[i]);
        if (err == ERR_ALREADY_EXISTS)
            err = add_new_key(ctx, &tx, &chunk->lot->id, position, ref);
        TRY(err);
    }
    return tx_commit(&tx);
}

static void
seal_chunk(const Vault *vault, const DrawnKey *key, const DrawnRef *ref, Chunk *chunk)
{
    char text[KEY_REF_SIZE];

    for (size_t i = 0; i < chunk->count; i++) {
        key_ref_format(ref[i].byte, text);
        seal_key(vault, &key[i].key, &key[i].digest, text, &chunk->key[i]);
    }
}

/*
 * Nothing that the request may keep is needed here, and a large lot takes much memory, so it has an
 * arena of its own.
 */
Err
store_drawn_keys(Ctx *ctx, const KeyLot *lot, RunWork *run, void *runner)
{
    size_t count = (size_t)lot->count;
    CLEANUP(arena_free)
    Arena *arena = arena_new(count * (sizeof(DrawnKey) + sizeof(DrawnRef)) + SPARE_BYTES);
    DrawnKey *key = ARENA_NEW_ARRAY(arena, DrawnKey, count);
    DrawnRef *ref = ARENA_NEW_ARRAY(arena, DrawnRef, count);
    Chunk chunk = {.lot = lot, .key = ARENA_NEW_ARRAY(arena, NewKey, CHUNK_KEYS)};
    Err err = OK;

    draw_lot(ctx->vault, key, ref, count);
    for (size_t done = 0; done < count && err == OK; done += chunk.count) {
        chunk.first = (int64_t)done + 1;
        chunk.count = count - done < CHUNK_KEYS ? count - done : CHUNK_KEYS;
        seal_chunk(ctx->vault, key + done, ref + done, &chunk);
        err = run(runner, add_chunk, &chunk);
    }
    if (err != OK) {
        /* On a full disk not even this can be written; then the next start does it. */
        Err ignored = run(runner, give_up_lot, &chunk);
        (void)ignored;
    }
    return err;
}

/* Codes: MEMBER_INVALID, PRODUCT_KIND_MISMATCH, PRODUCT_RETIRED, TOO_MANY_LICENSES. */
Err
create_lot(Ctx *ctx, const LotInput *input, RunWork *run, void *runner, KeyLot *ret)
{
    CLEANUP(tx_end) Tx tx = {0};
    KeyLot lot;

    TRY(tx_begin(ctx->db, &tx));
    TRY(check_lot(ctx, &tx, input, &lot));
    TRY(tx_commit(&tx));
    TRY(run(runner, add_lot, &(Chunk){.lot = &lot}));
    TRY(store_drawn_keys(ctx, &lot, run, runner));
    *ret = lot;
    return OK;
}

/* In the partner's feed, where its keys are for one partner. */
Err
record_lot(Ctx *ctx, Tx *tx, const KeyLot *lot, EventType type)
{
    Record record = {.partner_id = &lot->partner_id};
    Json json = event_begin(ctx, &record, type, lot->id.text);

    json_text(&json, "sku", lot->sku);
    json_int(&json, "licenses", lot->licenses);
    json_int(&json, "count", lot->count);
    json_date(&json, "redeemBy", lot->redeem_by);
    event_put_settled(ctx, &json);
    return event_end(ctx, tx, &record, &json);
}

Err
finish_lot(Ctx *ctx, const KeyLot *lot)
{
    CLEANUP(tx_end) Tx tx = {0};

    TRY(tx_begin(ctx->db, &tx));
    TRY(store_lot_set_whole(&tx, &lot->id));
    TRY(record_lot(ctx, &tx, lot, EVENT_KEY_LOT_CREATED));
    return tx_commit(&tx);
}

/* --- reading -------------------------------------------------------------------------------- */

Err
get_lot(Ctx *ctx, const Id *id, KeyLot *ret)
{
    CLEANUP(tx_end) Tx tx = {0};

    TRY(tx_begin(ctx->db, &tx));
    TRY(store_lot_get(&tx, id, ctx->arena, ret));
    return tx_commit(&tx);
}

Err
list_lots(Ctx *ctx, const Page *page, KeyLotList *ret)
{
    CLEANUP(tx_end) Tx tx = {0};

    TRY(tx_begin(ctx->db, &tx));
    TRY(store_lot_list(&tx, page, ctx->arena, ret));
    return tx_commit(&tx);
}

/* RULE KEY-11: it is exported once, and again where another person allowed it. */
static Err
count_export(Ctx *ctx, Tx *tx, const KeyLot *lot)
{
    ApprovalMode mode;
    bool done;

    TRY(store_lot_count_export(tx, &lot->id, -1, &done));
    if (done)
        return OK;
    TRY(find_approval_mode(ctx, tx, &mode));
    if (mode == APPROVALS_ON)
        return ERR_LOT_EXPORTED;
    ctx->settled = (Settled){.approval = "off"};
    return OK;
}

Err
export_lot(Ctx *ctx, const Id *id, KeyLot *ret)
{
    CLEANUP(tx_end) Tx tx = {0};
    KeyLot lot;

    TRY(tx_begin(ctx->db, &tx));
    TRY(store_lot_get(&tx, id, ctx->arena, &lot));
    if (!id_is_empty(&lot.benefit_id))
        return ERR_NOT_PERMITTED;

    if (!lot.released)
        return refuse_lot(ctx, &lot);
    TRY(count_export(ctx, &tx, &lot));

    /* RULE KEY-6: who sees the keys is written down before they are shown. */
    TRY(record_lot(ctx, &tx, &lot, EVENT_KEY_LOT_EXPORTED));
    TRY(tx_commit(&tx));

    *ret = lot;
    return OK;
}

Err
list_lot_keys(Ctx *ctx, const Id *id, int64_t after, int64_t limit, LotKeyList *ret)
{
    CLEANUP(tx_end) Tx tx = {0};
    KeyRecord last = {.lot_id = *id, .position = after};
    KeyRecordList keys;

    TRY(tx_begin(ctx->db, &tx));
    TRY(store_key_list_of_lot(&tx, &last, limit, ctx->arena, &keys));
    LotKeyList list = {ARENA_NEW_ARRAY(ctx->arena, LotKey, keys.count), keys.count};
    for (size_t i = 0; i < keys.count; i++) {
        LotKey *key = &list.item[i];
        key->record = keys.item[i];
        key->readable = key->record.sealed != NULL;
        if (key->readable)
            TRY(read_sealed_key(ctx->vault, &key->record, &key->key));
    }
    TRY(tx_commit(&tx));

    *ret = list;
    return OK;
}
