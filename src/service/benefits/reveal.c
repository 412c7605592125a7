/*
 * Showing a key to a person, after the event that says who saw it (RULE KEY-6).
 */
#include "service/benefits/benefits.h"

#include "base/text/text.h"
#include "service/keys/keys.h"
#include "service/reach.h"
#include "service/record.h"

static Err
check_revealable(Ctx *ctx, const KeyRecord *key)
{
    /* RULE KEY-7: that it is redeemed is said only to the tenant that did it. */
    bool by_us = id_equal(&key->tenant_id, &ctx->actor.tenant_id);

    if (key->state == KEY_REDEEMED && by_us)
        return refuse_with_text(&ctx->refusal, ERR_KEY_ALREADY_REDEEMED, "redemptionId",
                                arena_printf(ctx->arena, "%s", key->redemption_id.text));
    if (key->state == KEY_REDEEMED)
        return ERR_KEY_NOT_REDEEMABLE;
    if (key->state == KEY_REVOKED)
        return ERR_KEY_NOT_REDEEMABLE;
    if (!date_after(ctx->today, key->redeem_by))
        return OK;

    char *redeem_by = arena_alloc(ctx->arena, DATE_TEXT_SIZE, 1);
    date_format(key->redeem_by, redeem_by);
    return refuse_with_text(&ctx->refusal, ERR_KEY_EXPIRED, "redeemBy", redeem_by);
}

/* Another partner's benefit, a key of another benefit, no such key: all the same (RULE ROLE-2). */
static Err
find_key_of_benefit(Ctx *ctx, Tx *tx, const Id *benefit_id, const char *ref_text, KeyRecord *ret)
{
    char ref[KEY_REF_SIZE];
    Benefit benefit;
    KeyRecord key;
    bool found;

    TRY(store_benefit_get(tx, benefit_id, ctx->arena, &benefit));
    TRY(check_partner_reach(ctx, &benefit.partner_id));
    if (!key_ref_parse(ref_text, ref))
        return ERR_NOT_FOUND;
    TRY(store_key_find_by_ref(tx, ref, ctx->arena, &key, &found));
    if (!found || !id_equal(&key.benefit_id, benefit_id))
        return ERR_NOT_FOUND;
    *ret = key;
    return OK;
}

static Err
record_key_revealed(Ctx *ctx, Tx *tx, const KeyRecord *key)
{
    Record record = {.partner_id = &ctx->actor.partner_id, .tenant_id = &ctx->actor.tenant_id};
    Json json = event_begin(ctx, &record, EVENT_KEY_REVEALED, key->ref);

    json_text(&json, "ref", key->ref);
    json_text(&json, "benefitId", key->benefit_id.text);
    json_text(&json, "sku", key->sku);
    return event_end(ctx, tx, &record, &json);
}

/* RULE KEY-6: the caller says that this is the right tenant; and it must be. */
static Err
check_verified(Ctx *ctx, const char *tenant_id, int64_t tenant_verified)
{
    if (tenant_verified != 1)
        return refuse_member(&ctx->refusal, ERR_MEMBER_INVALID, "/tenantVerified",
                             TR("Verify that this is the right organisation first."));
    return text_equal(tenant_id, ctx->actor.tenant_id.text) ? OK : ERR_WRONG_TENANT;
}

/* What is refused is refused before the event. */
static Err
open_key(Ctx *ctx, Tx *tx, KeyRecord *record, ProductKey *ret)
{
    ProductKey key;

    TRY(check_revealable(ctx, record));
    TRY(read_sealed_key(ctx->vault, record, &key));
    TRY(store_key_mark_revealed(tx, record, ctx->now));
    TRY(record_key_revealed(ctx, tx, record));
    *ret = key;
    return OK;
}

/*
 * Codes, in order: MEMBER_INVALID (not verified), WRONG_TENANT, NOT_FOUND, KEY_ALREADY_REDEEMED,
 * KEY_NOT_REDEEMABLE, KEY_EXPIRED.
 */
Err
reveal_key(Ctx *ctx, const Id *benefit_id, const char *ref, const RevealInput *input,
           ProductKey *ret)
{
    CLEANUP(tx_end) Tx tx = {0};
    KeyRecord record;
    ProductKey key;

    TRY(check_verified(ctx, input->tenant_id, input->tenant_verified));
    TRY(tx_begin(ctx->db, &tx));
    TRY(find_key_of_benefit(ctx, &tx, benefit_id, ref, &record));
    TRY(open_key(ctx, &tx, &record, &key));
    TRY(tx_commit(&tx));

    *ret = key;
    return OK;
}

/* --- many of them ----------------------------------------------------------------------------- */

static const Benefit *
find_benefit_of_key(const BenefitList *benefits, const Id *id)
{
    for (size_t i = 0; i < benefits->count; i++)
        if (id_equal(&benefits->item[i].id, id))
            return &benefits->item[i];
    return NULL;
}

/* Another partner's key, a key of no benefit, no such key: all the same (RULE ROLE-2). */
static Err
find_row_key(const Ctx *ctx, const BenefitList *benefits, const KeyRecordList *keys,
             RevealedRow *row)
{
    char ref[KEY_REF_SIZE];

    if (!key_ref_parse(row->said, ref))
        return ERR_NOT_FOUND;
    for (size_t i = 0; i < keys->count; i++) {
        const KeyRecord *key = &keys->item[i];
        const Benefit *benefit = find_benefit_of_key(benefits, &key->benefit_id);
        if (benefit == NULL || !text_equal(key->ref, ref))
            continue;
        row->record = *key;
        row->name = lang_name(ctx->lang, &benefit->product_name);
        return OK;
    }
    return ERR_NOT_FOUND;
}

static bool
is_shown_before(const RevealedRows *rows, const KeyRecord *key)
{
    for (size_t i = 0; i < rows->count; i++)
        if (text_equal(rows->row[i].record.ref, key->ref))
            return true;
    return false;
}

static Err
reveal_row(Ctx *ctx, Tx *tx, const BenefitList *benefits, const KeyRecordList *keys,
           RevealedRows *rows)
{
    RevealedRow *row = &rows->row[rows->count];

    TRY(find_row_key(ctx, benefits, keys, row));
    if (is_shown_before(rows, &row->record))
        return ERR_KEY_DUPLICATE;
    return open_key(ctx, tx, &row->record, &row->key);
}

/* As references are stored; what is none names nothing. */
static const char *
stored_ref(Arena *arena, const char *said)
{
    char *ref = arena_alloc(arena, KEY_REF_SIZE, 1);

    return key_ref_parse(said, ref) ? ref : "";
}

Err
reveal_keys(Ctx *ctx, const RevealManyInput *input, RevealedRows *ret)
{
    CLEANUP(tx_end) Tx tx = {0};
    size_t count = input->ref_count;
    const char **ref = ARENA_NEW_ARRAY(ctx->arena, const char *, count);
    RevealedRows rows = {.row = ARENA_NEW_ARRAY(ctx->arena, RevealedRow, count)};
    BenefitList benefits;
    KeyRecordList keys;

    TRY(check_verified(ctx, input->tenant_id, input->tenant_verified));
    TRY(tx_begin(ctx->db, &tx));
    for (size_t i = 0; i < count; i++)
        ref[i] = stored_ref(ctx->arena, input->ref[i]);
    TRY(store_benefit_list(&tx, &ctx->actor.partner_id, ctx->arena, &benefits));
    TRY(store_key_list_by_refs(&tx, ref, count, ctx->arena, &keys));
    for (; rows.count < count; rows.count++) {
        RevealedRow *row = &rows.row[rows.count];
        row->said = input->ref[rows.count];
        Err err = reveal_row(ctx, &tx, &benefits, &keys, &rows);
        if (err != OK)
            TRY(row_take_refusal(ctx, err, &row->result));
    }
    TRY(tx_commit(&tx));

    *ret = rows;
    return OK;
}
