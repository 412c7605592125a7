/*
 * Activating many benefits at once. What would be is found out before anything is done, so a dry
 * run and what follows it cannot differ unless the facts did.
 */
#include "service/redemptions/redemptions.h"

#include <inttypes.h>

#include "base/limit/limit.h"
#include "base/text/text.h"
#include "service/redemptions/plan.h"
#include "store/benefits/benefits.h"
#include "store/keys/keys.h"

enum { PLAN_BYTES = 16 };

/* The keys of one product among all that were named. */
typedef struct ProductGroup {
    const char *sku;
    const char *ref[KEYS_TOGETHER_MAX];
    size_t count; /* may be more than there is room for */
    RowResult result;
    RedemptionView redemption;
} ProductGroup;

typedef struct Activation {
    const ActivationInput *input;
    ActivationRows rows;
    ProductGroup **of_row; /* NULL where the row is refused by itself */
    ProductGroup *group;
    size_t group_count;
} Activation;

static const Benefit *
find_own_benefit(const BenefitList *benefits, const char *id)
{
    for (size_t i = 0; i < benefits->count; i++)
        if (text_equal(benefits->item[i].id.text, id))
            return &benefits->item[i];
    return NULL;
}

static ProductGroup *
group_of(Activation *all, const char *sku)
{
    for (size_t i = 0; i < all->group_count; i++)
        if (text_equal(all->group[i].sku, sku))
            return &all->group[i];
    all->group[all->group_count].sku = sku;
    return &all->group[all->group_count++];
}

static void
add_keys(Ctx *ctx, const KeyRecordList *keys, ProductGroup *group, ActivationRow *row)
{
    for (size_t i = 0; i < keys->count; i++) {
        const KeyRecord *key = &keys->item[i];
        if (key_status(key->state, key->redeem_by, ctx->today) > KEY_STATUS_REVEALED)
            continue;
        row->keys++;
        if (group->count < KEYS_TOGETHER_MAX)
            group->ref[group->count] = key->ref;
        group->count++;
    }
}

static bool
is_named_before(const Activation *all, size_t at)
{
    for (size_t i = 0; i < at; i++)
        if (text_equal(all->input->benefit[i], all->input->benefit[at]))
            return true;
    return false;
}

/* Which keys a row stands for, and with which others they go. */
static void
place_row(Ctx *ctx, Activation *all, size_t at, const Benefit *benefit, const KeyRecordList *keys)
{
    ActivationRow *row = &all->rows.row[at];

    row->said = all->input->benefit[at];
    if (benefit == NULL) {
        row->result = row_refused(ERR_NOT_FOUND);
        return;
    }
    row->name = lang_name(ctx->lang, &benefit->product_name);
    if (is_named_before(all, at)) {
        row->result = row_refused(ERR_KEY_DUPLICATE);
        return;
    }
    ProductGroup *group = group_of(all, benefit->sku);
    add_keys(ctx, keys, group, row);
    if (row->keys == 0)
        row->result = row_refused(ERR_BENEFIT_WITHOUT_KEY);
    else
        all->of_row[at] = group;
}

static Err
place_rows(Ctx *ctx, Tx *tx, Activation *all)
{
    size_t count = all->input->benefit_count;
    const Benefit **benefit = ARENA_NEW_ARRAY(ctx->arena, const Benefit *, count);
    Id *id = ARENA_NEW_ARRAY(ctx->arena, Id, count);
    BenefitList benefits;
    KeyRecordList *keys;

    TRY(store_benefit_list(tx, &ctx->actor.partner_id, ctx->arena, &benefits));
    for (size_t i = 0; i < count; i++) {
        benefit[i] = find_own_benefit(&benefits, all->input->benefit[i]);
        if (benefit[i] != NULL)
            id[i] = benefit[i]->id;
    }
    TRY(store_key_lists_of_benefits(tx, id, count, ctx->arena, &keys));
    for (size_t i = 0; i < count; i++)
        place_row(ctx, all, i, benefit[i], &keys[i]);
    all->rows.count = count;
    return OK;
}

typedef Err UseKeys(Ctx *ctx, Tx *tx, const RedeemInput *input, RedemptionView *ret);

static Err
use_group(Ctx *ctx, Tx *tx, UseKeys *use, const char *tenant_id, ProductGroup *group)
{
    RedeemInput input = DEFAULTS_OF(REDEEM_INPUT);

    if (group->count > KEYS_TOGETHER_MAX)
        return refuse_with_number(&ctx->refusal, ERR_TOO_MANY_KEYS_TOGETHER, "maxKeys",
                                  KEYS_TOGETHER_MAX);
    input.tenant_id = tenant_id;
    input.action = ACTION_ACTIVATE;
    input.key_ref = group->ref;
    input.key_ref_count = group->count;
    return use(ctx, tx, &input, &group->redemption);
}

/* Every product that is not refused already. */
static Err
use_groups(Ctx *ctx, Tx *tx, UseKeys *use, Activation *all)
{
    for (size_t i = 0; i < all->group_count; i++) {
        ProductGroup *group = &all->group[i];
        if (group->count == 0 || group->result.outcome == ROW_REFUSED)
            continue;
        Err err = use_group(ctx, tx, use, all->input->tenant_id, group);
        if (err != OK)
            TRY(row_take_refusal(ctx, err, &group->result));
    }
    for (size_t i = 0; i < all->rows.count; i++) {
        ActivationRow *row = &all->rows.row[i];
        if (all->of_row[i] == NULL)
            continue;
        row->result = all->of_row[i]->result;
        row->redemption = row->result.outcome == ROW_DONE ? &all->of_row[i]->redemption : NULL;
    }
    return OK;
}

/* What the rows promise, short enough to be carried along: which keys, what they come to. */
static const char *
plan_of(const Ctx *ctx, const Activation *all)
{
    const char *text = all->input->tenant_id;
    char *hex = arena_alloc(ctx->arena, 2 * PLAN_BYTES + 1, 1);

    for (size_t i = 0; i < all->rows.count; i++) {
        const ActivationRow *row = &all->rows.row[i];
        text = arena_printf(ctx->arena, "%s\n%s %zu %s", text, row->said, row->keys,
                            row->result.err == OK ? "" : err_code(row->result.err));
        if (row->redemption != NULL)
            text = arena_printf(ctx->arena, "%s %" PRId64 " %" PRId32, text,
                                row->redemption->receipt.after.licenses,
                                row->redemption->receipt.after.ends_on.day);
    }
    Digest digest = vault_digest(ctx->vault, "activation", text, strlen(text));
    text_hex(&digest, PLAN_BYTES, hex);
    return hex;
}

/* RULE CT-7: what was previewed, or nothing. */
static Err
check_plan(const ActivationInput *input, const char *plan)
{
    return input->expect == NULL || text_equal(input->expect, plan) ? OK : ERR_PREVIEW_OUTDATED;
}

Err
activate_benefits(Ctx *ctx, const ActivationInput *input, ActivationRows *ret)
{
    CLEANUP(tx_end) Tx tx = {0};
    size_t count = input->benefit_count;
    Activation all = {
        .input = input,
        .rows = {.row = ARENA_NEW_ARRAY(ctx->arena, ActivationRow, count)},
        .of_row = ARENA_NEW_ARRAY(ctx->arena, ProductGroup *, count),
        .group = ARENA_NEW_ARRAY(ctx->arena, ProductGroup, count),
    };

    if (!text_equal(input->tenant_id, ctx->actor.tenant_id.text))
        return refuse_member(&ctx->refusal, ERR_WRONG_TENANT, "/tenantId", NULL);
    TRY(tx_begin(ctx->db, &tx));
    TRY(place_rows(ctx, &tx, &all));
    TRY(use_groups(ctx, &tx, preview_within, &all));
    all.rows.plan = plan_of(ctx, &all);
    TRY(check_plan(input, all.rows.plan));
    if (input->dry_run != 1)
        TRY(use_groups(ctx, &tx, redeem_within, &all));
    TRY(tx_commit(&tx));

    *ret = all.rows;
    return OK;
}
