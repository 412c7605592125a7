/*
 * What can still be used of the benefits of several partners: as many statements as for one.
 */
#include "service/benefits/benefits.h"

#include "service/benefits/benefit_parts.h"
#include "service/credits/credits.h"
#include "store/credits/credits.h"

/* All of them one behind the other, as their keys and credits are asked for. */
static Id *
ids_of(const Ctx *ctx, const BenefitList *list, size_t count, size_t *ret_count)
{
    size_t all = 0, at = 0;

    for (size_t i = 0; i < count; i++)
        all += list[i].count;
    Id *id = ARENA_NEW_ARRAY(ctx->arena, Id, all);
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < list[i].count; j++)
            id[at++] = list[i].item[j].id;
    *ret_count = all;
    return id;
}

Err
list_usable_benefits(Ctx *ctx, const Id *partner_id, size_t count, int64_t limit,
                     BenefitViewList **ret)
{
    CLEANUP(tx_end) Tx tx = {0};
    const UsableScope scope = {partner_id, count, ctx->today, limit};
    BenefitViewList *views = ARENA_NEW_ARRAY(ctx->arena, BenefitViewList, count);
    BenefitList *benefits;
    KeyTally *keys;
    Credit *credit;
    size_t all;

    TRY(tx_begin(ctx->db, &tx));
    TRY(store_benefit_lists_usable(&tx, &scope, ctx->arena, &benefits));
    const Id *id = ids_of(ctx, benefits, count, &all);
    TRY(store_key_tallies_of_benefits(&tx, id, all, ctx->arena, &keys));
    TRY(store_credits_of_benefits(&tx, id, all, ctx->arena, &credit));
    TRY(tx_commit(&tx));

    for (size_t i = 0; i < count; i++) {
        views[i] = (BenefitViewList){
            .item = ARENA_NEW_ARRAY(ctx->arena, BenefitView, benefits[i].count),
            .count = benefits[i].count,
            .more = benefits[i].more,
        };
        for (size_t j = 0; j < benefits[i].count; j++, keys++, credit++) {
            if (!id_is_empty(&credit->id))
                ledger_advance(ctx, credit, ctx->today, NULL);
            views[i].item[j] =
                view_benefit(ctx, &benefits[i].item[j],
                             &(Become){*keys, id_is_empty(&credit->id) ? NULL : credit});
        }
    }
    *ret = views;
    return OK;
}
