/*
 * The calendar of a person: a secret address that calendar programs ask for dates, without a
 * cookie or a token. It is 256 random bits, so a plain hash of it is enough to find it by; whoever
 * has it reads what the person may see at that moment, and nothing else.
 */
#include "service/calendar/calendar.h"

#include "base/text/text.h"
#include "domain/subscription.h"
#include "service/record.h"
#include "store/redemptions/redemptions.h"

/* A calendar is read whole. Of more, those to be used and those that end first are in it. */
enum { SECRET_BYTES = 32, SUBSCRIPTIONS_MAX = 500, USABLE_MAX = 1000 };

static Err
record_calendar(Ctx *ctx, Tx *tx, EventType type)
{
    const Record own = {.partner_id = &ctx->actor.partner_id, .tenant_id = &ctx->actor.tenant_id};

    return record_event(ctx, tx, &own, type, ctx->actor.user_id.text);
}

/* The operator's staff have no organisation whose dates could be meant. */
static Err
check_has_calendar(const Ctx *ctx)
{
    return id_is_empty(&ctx->actor.tenant_id) ? ERR_NOT_PERMITTED : OK;
}

Err
create_calendar(Ctx *ctx, Lang lang, char ret_text[SESSION_TEXT_SIZE])
{
    CLEANUP(tx_end) Tx tx = {0};
    uint8_t bytes[SECRET_BYTES];

    TRY(check_has_calendar(ctx));
    random_bytes(bytes, sizeof(bytes));
    const char *text = text_base64url(ctx->arena, bytes, sizeof(bytes));
    assert(strlen(text) == SESSION_TEXT_SIZE - 1);
    const CalendarFeed feed = {
        .user_id = ctx->actor.user_id,
        .hash = hash_of(text, strlen(text)),
        .lang = lang,
        .created_at = ctx->now,
    };
    TRY(tx_begin(ctx->db, &tx));
    TRY(store_feed_put(&tx, &feed));
    TRY(record_calendar(ctx, &tx, EVENT_CALENDAR_CREATED));
    TRY(tx_commit(&tx));

    memcpy(ret_text, text, SESSION_TEXT_SIZE);
    return OK;
}

Err
revoke_calendar(Ctx *ctx)
{
    CLEANUP(tx_end) Tx tx = {0};
    bool found;

    TRY(check_has_calendar(ctx));
    TRY(tx_begin(ctx->db, &tx));
    TRY(store_feed_remove(&tx, &ctx->actor.user_id, &found));
    if (found)
        TRY(record_calendar(ctx, &tx, EVENT_CALENDAR_REVOKED));
    return tx_commit(&tx);
}

Err
find_calendar(Ctx *ctx, CalendarFeed *ret, bool *ret_found)
{
    CLEANUP(tx_end) Tx tx = {0};

    TRY(check_has_calendar(ctx));
    TRY(tx_begin(ctx->db, &tx));
    TRY(store_feed_find(&tx, &ctx->actor.user_id, ctx->arena, ret, ret_found));
    return tx_commit(&tx);
}

/* --- reading it ------------------------------------------------------------------------------ */

/* From here on the request acts as the person whose calendar it is, and speaks as they chose. */
static Err
become_reader(Ctx *ctx, Tx *tx, const char *text)
{
    const char *address = ctx->actor.address;
    Hash hash = hash_of(text, strlen(text));
    Actor actor;
    Lang lang;

    TRY(store_feed_get_actor(tx, &hash, ctx->arena, &lang, &actor));
    /* RULE ROLE-1: who may not see benefits any more has no calendar. */
    if (!role_permits(actor.roles, PERMIT_BENEFIT_READ))
        return ERR_NOT_FOUND;
    actor.address = address;
    ctx->actor = actor;
    ctx->lang = lang;
    return OK;
}

static Err
list_usable(Ctx *ctx, BenefitViewList *ret)
{
    BenefitQuery all = DEFAULTS_OF(BENEFIT_QUERY);
    size_t count = 0;

    all.limit = INT64_MAX;
    TRY(list_benefits(ctx, &all, ret));
    for (size_t i = 0; i < ret->count && count < USABLE_MAX; i++)
        if (ret->item[i].status == BENEFIT_READY || ret->item[i].status == BENEFIT_ACTIVE)
            ret->item[count++] = ret->item[i];
    ret->count = count;
    return OK;
}

/* Those of the scope, as many as it allows. */
static Err
add_ends(Ctx *ctx, Tx *tx, const SubscriptionScope *scope, Calendar *calendar)
{
    SubscriptionList list;
    Micros *changed_at;

    TRY(store_subscription_search(tx, scope, ctx->arena, &list));
    TRY(store_receipt_latest(tx, &list, ctx->arena, &changed_at));
    for (size_t i = 0; i < list.count; i++)
        calendar->end[calendar->end_count++] = (SubscriptionEnd){list.item[i], changed_at[i]};
    return OK;
}

/* Those that end first come first; then those that have ended, the latest first. */
static Err
list_ends(Ctx *ctx, Tx *tx, Calendar *calendar)
{
    SubscriptionScope active = {
        .tenant_id = ctx->actor.tenant_id,
        .column = SUBSCRIPTION_BY_END,
        .part.limit = SUBSCRIPTIONS_MAX,
    };
    SubscriptionScope ended = active;
    int64_t ignored;

    subscription_status_days(SUBSCRIPTION_ACTIVE, ctx->today, &active.ends_from,
                             &active.ends_before);
    subscription_status_days(SUBSCRIPTION_DISABLED, ctx->today, &ended.ends_from, &ignored);
    ended.ends_before = active.ends_from;
    ended.falling = true;
    calendar->end = ARENA_NEW_ARRAY(ctx->arena, SubscriptionEnd, SUBSCRIPTIONS_MAX);
    TRY(add_ends(ctx, tx, &active, calendar));
    ended.part.limit -= (int64_t)calendar->end_count;
    return ended.part.limit == 0 ? OK : add_ends(ctx, tx, &ended, calendar);
}

Err
read_calendar(Ctx *ctx, const char *text, Calendar *ret)
{
    CLEANUP(tx_end) Tx tx = {0};
    Calendar calendar = {0};

    TRY(tx_begin(ctx->db, &tx));
    TRY(become_reader(ctx, &tx, text));
    TRY(list_usable(ctx, &calendar.benefits));
    TRY(list_ends(ctx, &tx, &calendar));
    TRY(tx_commit(&tx));

    *ret = calendar;
    return OK;
}
