#include "service/queue/queue.h"

#include "domain/partner.h"
#include "service/approvals/approvals.h"
#include "store/benefits/benefits.h"
#include "store/directory/directory.h"
#include "store/keys/keys.h"

static QueueItemList
new_items(Ctx *ctx, size_t count, bool more)
{
    return (QueueItemList){
        .item = ARENA_NEW_ARRAY(ctx->arena, QueueItem, count), .count = count, .more = more};
}

/* --- the sources ------------------------------------------------------------------------------ */

/* RULE ROLE-3: those that the caller may decide on. */
static Err
find_approvals(Ctx *ctx, Tx *tx, QueueItemList *ret)
{
    ApprovalQuery query = DEFAULTS_OF(APPROVAL_QUERY);
    ApprovalList approvals;

    (void)tx; /* the same one */
    query.for_me = 1;
    query.limit = QUEUE_ITEMS_MAX;
    TRY(list_approvals(ctx, &query, &approvals));
    *ret = new_items(ctx, approvals.count, approvals.more);
    for (size_t i = 0; i < approvals.count; i++) {
        const Approval *approval = &approvals.item[i];
        ret->item[i] = (QueueItem){
            .id = approval->id,
            .name = approval->asker_name,
            .kind = approval->kind,
            .since = approval->asked_at,
        };
    }
    return OK;
}

static Err
find_unfinished_lots(Ctx *ctx, Tx *tx, QueueItemList *ret)
{
    KeyLotList lots;

    TRY(store_lot_list_unfinished(tx, QUEUE_ITEMS_MAX, ctx->arena, &lots));
    *ret = new_items(ctx, lots.count, lots.more);
    for (size_t i = 0; i < lots.count; i++) {
        const KeyLot *lot = &lots.item[i];
        ret->item[i] = (QueueItem){
            .id = lot->id,
            .partner_id = lot->partner_id,
            .name = lot->sku,
            .since = lot->created_at,
            .failed = lot->given_up,
        };
    }
    return OK;
}

static Err
find_renewals(Ctx *ctx, Tx *tx, QueueItemList *ret)
{
    const EndingScope scope = {
        .today = ctx->today,
        .until = date_add_days(ctx->today, RENEWAL_DAYS),
        .limit = QUEUE_ITEMS_MAX,
    };
    EndingYearList years;

    TRY(store_enrolment_list_ending(tx, &scope, ctx->arena, &years));
    *ret = new_items(ctx, years.count, years.more);
    for (size_t i = 0; i < years.count; i++) {
        const EndingYear *year = &years.item[i];
        ret->item[i] = (QueueItem){
            .id = year->id,
            .partner_id = year->partner_id,
            .name = year->partner_name,
            .offer = year->offer_name,
            .competency = year->competency,
            .due = year->ends_on,
        };
    }
    return OK;
}

static Err
find_unattended(Ctx *ctx, Tx *tx, QueueItemList *ret)
{
    PartnerList partners;

    TRY(store_partner_list_unattended(tx, QUEUE_ITEMS_MAX, ctx->arena, &partners));
    *ret = new_items(ctx, partners.count, partners.more);
    for (size_t i = 0; i < partners.count; i++) {
        const Partner *partner = &partners.item[i];
        ret->item[i] = (QueueItem){
            .id = partner->id,
            .partner_id = partner->id,
            .name = partner->name,
            .since = partner->created_at,
        };
    }
    return OK;
}

/* --- all of them ------------------------------------------------------------------------------ */

const char *const QUEUE_SOURCE_NAMES[] = {
#define SOURCE(type, name, permit, find) name,
#include "service/queue/queue.def"
#undef SOURCE
    NULL,
};

static const struct {
    Permit permit;
    Err (*find)(Ctx *ctx, Tx *tx, QueueItemList *ret);
} SOURCES[] = {
#define SOURCE(type, name, permit, find) {PERMIT_##permit, find},
#include "service/queue/queue.def"
#undef SOURCE
};

Err
get_queue(Ctx *ctx, Queue *ret)
{
    CLEANUP(tx_end) Tx tx = {0};
    Queue queue = {.count = 0};

    TRY(tx_begin(ctx->db, &tx));
    for (size_t i = 0; i < QUEUE_SOURCES; i++) {
        QueuePart part = {.source = (QueueSource)i};
        if (!role_permits(ctx->actor.roles, SOURCES[i].permit))
            continue;
        TRY(SOURCES[i].find(ctx, &tx, &part.items));
        if (part.items.count > 0)
            queue.part[queue.count++] = part;
    }
    TRY(tx_commit(&tx));

    *ret = queue;
    return OK;
}
