/*
 * /ops: what waits.
 */
#include "console/queue/queue.h"

#include "console/approvals/approvals.h"
#include "console/console.h"
#include "html/page.h"

static const QueueWords WORDS[] = {
    [QUEUE_APPROVALS] = {TR("For you to approve"),
                         TR("What somebody else asked for, and takes two people."),
                         "/ops/approvals"},
    [QUEUE_LOTS] = {TR("Key lots"),
                    TR("Keys that are being made, and lots that will never be whole."), NULL},
    [QUEUE_RENEWALS] = {TR("Renewals due"),
                        TR("Membership years that end within 60 days, and that none follows."),
                        "/ops/partners?health=renewal-due"},
    [QUEUE_UNATTENDED] = {TR("Nobody can sign in"),
                          TR("Partners of which no administrator has chosen a password."),
                          "/ops/partners?health=unattended"},
};
static_assert(COUNT_OF(WORDS) == QUEUE_SOURCES, "words for each source");

static Badge
badge_of_item(const Ctx *ctx, const QueueItem *item, QueueSource source)
{
    enum { SOON_DAYS = 14 };
    int32_t days = date_days_between(ctx->today, item->due);

    switch (source) {
    case QUEUE_APPROVALS:
        return (Badge){"bad", "clock", TR("Waits for you"), -1};
    case QUEUE_LOTS:
        return item->failed ? (Badge){"bad", "x-circle", TR("Given up"), -1}
                            : (Badge){"", "clock", TR("Being made"), -1};
    case QUEUE_RENEWALS:
        return (Badge){days <= SOON_DAYS ? "bad" : "warn", "clock", NULL, days};
    default:
        return (Badge){"warn", "exclamation-triangle", TR("Waits for a password"), -1};
    }
}

static const char *
address_of_item(Ctx *ctx, const QueueItem *item, QueueSource source)
{
    if (source == QUEUE_APPROVALS)
        return arena_printf(ctx->arena, "/ops/approvals/%s", item->id.text);
    return source == QUEUE_LOTS
               ? NULL
               : arena_printf(ctx->arena, "/ops/partners/%s", item->partner_id.text);
}

static QueueCard
card_of(Ctx *ctx, const QueuePart *part)
{
    const QueueItemList *items = &part->items;
    QueueCard card = {
        .part = part,
        .words = &WORDS[part->source],
        .row = ARENA_NEW_ARRAY(ctx->arena, QueueRow, items->count),
    };

    for (size_t i = 0; i < items->count; i++)
        card.row[i] = (QueueRow){
            .item = &items->item[i],
            .address = address_of_item(ctx, &items->item[i], part->source),
            .badge = badge_of_item(ctx, &items->item[i], part->source),
            .what = items->item[i].kind != NULL ? approval_kind_text(items->item[i].kind) : NULL,
        };
    return card;
}

Err
page_queue_show(Ctx *ctx, const Request *request, Reply *reply)
{
    QueueView view = {.may_add = role_permits(ctx->actor.roles, PERMIT_PARTNER_CHANGE)};
    Queue queue;

    TRY(get_queue(ctx, &queue));
    for (size_t i = 0; i < queue.count; i++)
        view.card[view.count++] = card_of(ctx, &queue.part[i]);
    Html page = page_begin(ctx, request, reply, TR("Work queue"));
    html_queue(&page, &view);
    page_may_be_kept(reply);
    return page_end(&page);
}
