#include "service/things/things.h"

#include "service/reach.h"
#include "store/benefits/benefits.h"
#include "store/catalogue/catalogue.h"
#include "store/credits/credits.h"
#include "store/directory/directory.h"
#include "store/keys/keys.h"
#include "store/redemptions/redemptions.h"
#include "store/subscriptions/subscriptions.h"

static bool
may(const Ctx *ctx, Permit permit)
{
    return role_permits(ctx->actor.roles, permit);
}

/* --- each kind: ERR_NOT_FOUND where there is none, or none for this caller -------------------- */

static Err
find_benefit(Ctx *ctx, Tx *tx, const Id *id, Thing *ret)
{
    Benefit found;

    if (!may(ctx, PERMIT_BENEFIT_READ))
        return ERR_NOT_FOUND;
    TRY(store_benefit_get(tx, id, ctx->arena, &found));
    TRY(check_partner_reach(ctx, &found.partner_id));
    *ret = (Thing){.kind = THING_BENEFIT,
                   .name = lang_name(ctx->lang, found.product_name, found.product_name_sv)};
    return OK;
}

static Err
find_subscription(Ctx *ctx, Tx *tx, const Id *id, Thing *ret)
{
    Subscription found;

    if (!may(ctx, PERMIT_SUBSCRIPTION_READ))
        return ERR_NOT_FOUND;
    TRY(store_subscription_get_any(tx, id, ctx->arena, &found));
    TRY(check_reach(ctx, &found.tenant_id));
    *ret = (Thing){.kind = THING_SUBSCRIPTION,
                   .name = lang_name(ctx->lang, found.name, found.name_sv)};
    return OK;
}

static Err
find_receipt(Ctx *ctx, Tx *tx, const Id *id, Thing *ret)
{
    Receipt found;

    if (!may(ctx, PERMIT_SUBSCRIPTION_READ))
        return ERR_NOT_FOUND;
    TRY(store_receipt_get_any(tx, id, ctx->arena, &found));
    TRY(check_reach(ctx, &found.tenant_id));
    *ret = (Thing){.kind = THING_RECEIPT, .name = lang_name(ctx->lang, found.name, found.name_sv)};
    return OK;
}

static Err
find_person(Ctx *ctx, Tx *tx, const Id *id, Thing *ret)
{
    User found;

    if (!may(ctx, PERMIT_DIRECTORY_READ))
        return ERR_NOT_FOUND;
    TRY(store_user_get(tx, id, ctx->arena, &found));
    TRY(check_reach(ctx, &found.tenant_id));
    *ret = (Thing){.kind = THING_PERSON, .name = found.display_name, .email = found.email};
    return OK;
}

/* What an enrolment gave is benefits, so whoever sees these sees it. */
static Err
find_enrolment(Ctx *ctx, Tx *tx, const Id *id, Thing *ret)
{
    Enrolment found;
    Offer offer;

    if (!may(ctx, PERMIT_BENEFIT_READ))
        return ERR_NOT_FOUND;
    TRY(store_enrolment_get(tx, id, ctx->arena, &found));
    TRY(check_partner_reach(ctx, &found.partner_id));
    TRY(store_offer_get(tx, found.offer_code, ctx->arena, &offer));
    *ret = (Thing){.kind = THING_ENROLMENT, .name = offer.name, .partner_id = found.partner_id};
    return OK;
}

static Err
find_credit(Ctx *ctx, Tx *tx, const Id *id, Thing *ret)
{
    Credit found;

    if (!may(ctx, PERMIT_CREDIT_READ))
        return ERR_NOT_FOUND;
    TRY(store_credit_get_any(tx, id, ctx->arena, &found));
    TRY(check_reach(ctx, &found.tenant_id));
    *ret = (Thing){.kind = THING_CREDIT,
                   .name = lang_name(ctx->lang, found.name, found.name_sv),
                   .benefit_id = found.benefit_id};
    return OK;
}

/*
 * A key of a benefit of ours; or one from elsewhere that we redeemed, which has a receipt here.
 * RULE KEY-7: of all others nothing is said.
 */
static Err
find_key(Ctx *ctx, Tx *tx, const char *ref, Thing *ret)
{
    KeyRecord key;
    bool found;

    TRY(store_key_find_by_ref(tx, ref, ctx->arena, &key, &found));
    if (!found)
        return ERR_NOT_FOUND;
    Err err = find_benefit(ctx, tx, &key.benefit_id, ret);
    if (err == OK) {
        ret->kind = THING_KEY;
        ret->id = arena_copy(ctx->arena, ref, strlen(ref));
        ret->benefit_id = key.benefit_id;
        return OK;
    }
    if (err != ERR_NOT_FOUND)
        return err;
    TRY(find_receipt(ctx, tx, &key.redemption_id, ret));
    ret->id = arena_copy(ctx->arena, key.redemption_id.text, strlen(key.redemption_id.text));
    return OK;
}

/* --- all of them ---------------------------------------------------------------------------- */

static const struct {
    const char *prefix;
    Err (*find)(Ctx *ctx, Tx *tx, const Id *id, Thing *ret);
} IDS[] = {
    {"ben_", find_benefit}, {"crd_", find_credit},       {"enr_", find_enrolment},
    {"red_", find_receipt}, {"sub_", find_subscription}, {"usr_", find_person},
};

/* The prefix in small letters, the rest in capitals. */
static const char *
as_id(Ctx *ctx, const char *typed)
{
    char *text = arena_copy(ctx->arena, typed, strlen(typed));

    for (size_t i = 0; text[i] != '\0'; i++) {
        char from = i < ID_PREFIX_LENGTH ? 'A' : 'a';
        char to = i < ID_PREFIX_LENGTH ? 'a' : 'A';
        if (text[i] >= from && text[i] <= from + 25)
            text[i] = (char)(text[i] - from + to);
    }
    return text;
}

static Err
find_by_id(Ctx *ctx, Tx *tx, const char *typed, Thing *ret)
{
    const char *text = as_id(ctx, typed);

    for (size_t i = 0; i < COUNT_OF(IDS); i++) {
        if (!id_is(text, IDS[i].prefix))
            continue;
        Id id = id_from(text);
        TRY(IDS[i].find(ctx, tx, &id, ret));
        ret->id = text;
        return OK;
    }
    return ERR_NOT_FOUND;
}

Err
find_thing(Ctx *ctx, const char *text, Thing *ret)
{
    CLEANUP(tx_end) Tx tx = {0};
    char ref[KEY_REF_SIZE];
    Thing thing = {0};

    TRY(tx_begin(ctx->db, &tx));
    Err err = key_ref_parse(text, ref) ? find_key(ctx, &tx, ref, &thing)
                                       : find_by_id(ctx, &tx, text, &thing);
    if (err != ERR_NOT_FOUND)
        TRY(err);
    TRY(tx_commit(&tx));

    *ret = err == OK ? thing : (Thing){0};
    return OK;
}
