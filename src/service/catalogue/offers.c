/*
 * Offers: each grant has the one quantity that its product's kind asks for.
 */
#include "service/catalogue/catalogue.h"

#include "base/text/text.h"
#include "service/record.h"

static Err
refuse_benefit(Ctx *ctx, size_t at, const char *member, const char *detail)
{
    const char *pointer = arena_printf(ctx->arena, "/benefits/%zu%s", at, member);

    return refuse_member(&ctx->refusal, ERR_MEMBER_INVALID, pointer, detail);
}

static Err
refuse_retired(Ctx *ctx, size_t at, const Product *product)
{
    const char *pointer = arena_printf(ctx->arena, "/benefits/%zu/sku", at);
    Err err = refuse_member(&ctx->refusal, ERR_PRODUCT_RETIRED, pointer, NULL);

    if (product->replaced_by == NULL)
        return err;
    return refuse_with_text(&ctx->refusal, err, "replacedBy", product->replaced_by);
}

/* Exactly one quantity, and the one that the product is counted in. */
static Err
check_quantity(Ctx *ctx, const GrantInput *input, size_t at, const Product *product)
{
    bool given[] = {
        [PRODUCT_LICENSE] = input->licenses != INPUT_ABSENT,
        [PRODUCT_CREDIT] = input->credit != NULL,
        [PRODUCT_SUPPORT] = input->incidents != INPUT_ABSENT,
    };

    if (given[PRODUCT_LICENSE] + given[PRODUCT_CREDIT] + given[PRODUCT_SUPPORT] != 1)
        return refuse_benefit(ctx, at, "",
                              TR("State one of licenses, credit and incidents, and only one."));
    if (!given[product->kind])
        return ERR_PRODUCT_KIND_MISMATCH;
    if (product->kind == PRODUCT_LICENSE && input->licenses > product->licenses_max)
        return refuse_with_number(&ctx->refusal, ERR_TOO_MANY_LICENSES, "maxLicenses",
                                  product->licenses_max);
    return OK;
}

static Err
read_quantity(Ctx *ctx, const GrantInput *input, size_t at, Quantity *ret)
{
    Quantity quantity = {0};

    if (input->licenses != INPUT_ABSENT)
        quantity.licenses = input->licenses;
    if (input->incidents != INPUT_ABSENT)
        quantity.incidents = input->incidents;
    if (input->credit != NULL) {
        quantity.period = (CreditPeriod)input->credit->period;
        quantity.currency = input->credit->currency;
        if (!money_parse(input->credit->amount, &quantity.micros))
            return refuse_benefit(ctx, at, "/credit/amount",
                                  TR("Write an amount above zero, such as 100.00."));
    }
    *ret = quantity;
    return OK;
}

/* Once as core and once as incremental benefit at most, or RULE BEN-1 could not tell them apart. */
static Err
check_unique(Ctx *ctx, const OfferInput *input, size_t at)
{
    const GrantInput *grant = &input->benefit[at];

    for (size_t i = 0; i < at; i++)
        if (input->benefit[i].type == grant->type && text_equal(input->benefit[i].sku, grant->sku))
            return refuse_benefit(ctx, at, "/sku",
                                  TR("The offer has this product already, with the same type."));
    return OK;
}

static Err
read_grant(Ctx *ctx, Tx *tx, const OfferInput *input, size_t at, Grant *ret)
{
    const GrantInput *benefit = &input->benefit[at];
    Product product;
    Quantity quantity;

    Err err = store_product_get(tx, benefit->sku, ctx->arena, &product);
    if (err == ERR_NOT_FOUND)
        return refuse_benefit(ctx, at, "/sku", TR("There is no product with this SKU."));
    TRY(err);
    TRY(check_unique(ctx, input, at));
    /* RULE BEN-6: what is retired stays valid where it is held and is promised to nobody else. */
    if (product.retired)
        return refuse_retired(ctx, at, &product);
    TRY(check_quantity(ctx, benefit, at, &product));
    TRY(read_quantity(ctx, benefit, at, &quantity));
    *ret = (Grant){product.sku, product.kind, (GrantType)benefit->type, quantity};
    return OK;
}

static Err
record_offer_created(Ctx *ctx, Tx *tx, const Offer *offer)
{
    Record record = {0};
    Json json = event_begin(ctx, &record, EVENT_OFFER_CREATED, offer->code);

    json_text(&json, "tier", TIER_NAMES[offer->tier]);
    json_int(&json, "benefits", (int64_t)offer->grant_count);
    return event_end(ctx, tx, &record, &json);
}

Err
create_offer(Ctx *ctx, const OfferInput *input, Offer *ret)
{
    CLEANUP(tx_end) Tx tx = {0};
    Offer offer = {
        .id = id_new("off_", ctx->now),
        .code = input->code,
        .name = input->name,
        .tier = (Tier)input->tier,
        .competency = input->competency,
        .created_at = ctx->now,
        .grant = ARENA_NEW_ARRAY(ctx->arena, Grant, input->benefit_count),
        .grant_count = input->benefit_count,
    };

    TRY(tx_begin(ctx->db, &tx));
    for (size_t i = 0; i < offer.grant_count; i++)
        TRY(read_grant(ctx, &tx, input, i, &offer.grant[i]));

    TRY(store_offer_add(&tx, &offer));
    TRY(record_offer_created(ctx, &tx, &offer));
    TRY(tx_commit(&tx));

    *ret = offer;
    return OK;
}

Err
get_offer(Ctx *ctx, const char *code, Offer *ret)
{
    CLEANUP(tx_end) Tx tx = {0};

    TRY(tx_begin(ctx->db, &tx));
    TRY(store_offer_get(&tx, code, ctx->arena, ret));
    return tx_commit(&tx);
}

Err
list_offers(Ctx *ctx, const Page *page, OfferList *ret)
{
    CLEANUP(tx_end) Tx tx = {0};

    TRY(tx_begin(ctx->db, &tx));
    TRY(store_offer_list(&tx, page, ctx->arena, ret));
    return tx_commit(&tx);
}
