/*
 * Credits as they are seen: of today, of a moment in the past, with the people who hold them.
 */
#include "service/credits/credits.h"

#include "base/text/text.h"
#include "service/credits/credit_parts.h"
#include "service/credits/ledger.h"
#include "service/reach.h"

enum { USERS_SHOWN_IN_LIST = 20, CREDITS_SEARCHED = 1000, CREDITS_ALONE = 2000 };

bool
manages_credits(const Ctx *ctx)
{
    return role_permits(ctx->actor.roles, PERMIT_CREDIT_READ);
}

Err
load_credit(Ctx *ctx, Tx *tx, const Id *id, Credit *ret)
{
    bool holds;
    bool ever;

    if (id_is_empty(&ctx->actor.tenant_id))
        return manages_credits(ctx) ? store_credit_get_any(tx, id, ctx->arena, ret)
                                    : ERR_NOT_PERMITTED;
    TRY(store_credit_get(tx, &ctx->actor.tenant_id, id, ctx->arena, ret));
    if (manages_credits(ctx))
        return OK;
    TRY(store_credit_user_find(tx, ret, &ctx->actor.user_id, &holds, &ever));
    return holds ? OK : ERR_NOT_FOUND;
}

/* Where a credit stands after so much time; the caller adds who holds it. */
static CreditView
credit_view_of(const Ctx *ctx, const Credit *credit)
{
    const CreditProgress *progress = &credit->progress;
    int64_t period = progress->periods == 0 ? 0 : progress->periods - 1;

    return (CreditView){
        .credit = *credit,
        .name = lang_name(ctx->lang, &credit->name),
        .period = period,
        .days = credit_period_days(&credit->term, period),
        .balance = progress->balance,
    };
}

static Err
load_users(Ctx *ctx, Tx *tx, CreditView *view, Micros at, int64_t limit)
{
    const CreditUserPage page = {
        .only = manages_credits(ctx) ? NULL : ctx->actor.user_id.text,
        .limit = limit,
        .at = at,
        .days = view->days,
    };

    return store_credit_user_list(tx, &view->credit, &page, ctx->arena, &view->users);
}

CreditView
view_credit_today(Ctx *ctx, const Credit *credit)
{
    Credit today = *credit;

    ledger_advance(ctx, &today, ctx->today, NULL);
    CreditView view = credit_view_of(ctx, &today);
    view.status = credit_status(&today.term, &today.progress, today.users, ctx->today);
    return view;
}

Err
view_credit(Ctx *ctx, Tx *tx, const Credit *credit, int64_t users_max, CreditView *ret)
{
    *ret = view_credit_today(ctx, credit);
    return load_users(ctx, tx, ret, ctx->now, users_max);
}

/* --- a moment in the past ------------------------------------------------------------------- */

/* Moments are shown to the second: the one in which the credit was made is that of its making. */
static Err
choose_moment(Ctx *ctx, const Credit *credit, Micros at, Micros *ret)
{
    Micros made = credit->created_at;

    *ret = at < made ? made : at;
    if (at >= made - made % MICROS_PER_SECOND && at <= ctx->now)
        return OK;
    return refuse_member(&ctx->refusal, ERR_MEMBER_INVALID, "/query/at",
                         TR("Choose a moment between the making of the credit and now."));
}

/*
 * What had been posted by then; what time had brought by then and nobody has written down yet comes
 * on top.
 */
static Err
view_past(Ctx *ctx, Tx *tx, const Credit *credit, Micros at, CreditView *ret)
{
    Date day = date_from_micros(at);
    Credit then = *credit;

    then.progress = (CreditProgress){0};
    ledger_advance(ctx, &then, day, NULL);
    *ret = credit_view_of(ctx, &then);
    if (ret->period < credit->progress.periods && then.progress.periods > 0) {
        TRY(store_posting_sum(tx, credit, ret->period, at, &ret->balance));
        if (!then.progress.open)
            ret->balance.lapsed += balance_left(&ret->balance);
    }
    TRY(load_users(ctx, tx, ret, at, CREDIT_USERS_SHOWN));
    if (then.term.period == CREDIT_YEAR)
        ret->credit.holder_id = ret->users.count > 0 ? ret->users.item[0].user_id : (Id){0};
    then.progress.balance = ret->balance;
    ret->status = credit_status(&then.term, &then.progress, (int64_t)ret->users.count, day);
    return OK;
}

Err
get_credit(Ctx *ctx, const Id *id, Micros at, CreditView *ret)
{
    CLEANUP(tx_end) Tx tx = {0};
    Credit credit;

    TRY(tx_begin(ctx->db, &tx));
    TRY(load_credit(ctx, &tx, id, &credit));
    if (at == AT_PRESENT) {
        TRY(view_credit(ctx, &tx, &credit, CREDIT_USERS_SHOWN, ret));
    } else {
        TRY(choose_moment(ctx, &credit, at, &at));
        TRY(view_past(ctx, &tx, &credit, at, ret));
    }
    return tx_commit(&tx);
}

/* --- lists ---------------------------------------------------------------------------------- */

/* Who holds them is asked of all credits together. */
static Err
load_users_of_all(Ctx *ctx, Tx *tx, CreditViewList *list)
{
    Id *id = ARENA_NEW_ARRAY(ctx->arena, Id, list->count);
    DateRange *days = ARENA_NEW_ARRAY(ctx->arena, DateRange, list->count);
    CreditUsersScope scope = {
        .credit_id = id,
        .days = days,
        .count = list->count,
        .only = manages_credits(ctx) ? NULL : ctx->actor.user_id.text,
        .limit = USERS_SHOWN_IN_LIST,
        .at = ctx->now,
    };
    CreditUserList *users;

    if (list->count == 0)
        return OK;
    scope.tenant_id = list->item[0].credit.tenant_id;
    for (size_t i = 0; i < list->count; i++) {
        id[i] = list->item[i].credit.id;
        days[i] = list->item[i].days;
    }
    TRY(store_credit_user_list_of_all(tx, &scope, ctx->arena, &users));
    for (size_t i = 0; i < list->count; i++)
        list->item[i].users = users[i];
    return OK;
}

Err
view_credit_list(Ctx *ctx, Tx *tx, const CreditList *credits, CreditViewList *ret)
{
    CreditViewList list = {
        .item = ARENA_NEW_ARRAY(ctx->arena, CreditView, credits->count),
        .count = credits->count,
        .more = credits->more,
        .before = credits->before,
        .total = credits->total,
    };

    for (size_t i = 0; i < list.count; i++)
        list.item[i] = view_credit_today(ctx, &credits->item[i]);
    TRY(load_users_of_all(ctx, tx, &list));
    *ret = list;
    return OK;
}

Err
load_own_credits(Ctx *ctx, Tx *tx, CreditList *ret)
{
    return store_credit_list_of_user(tx, &ctx->actor.tenant_id, &ctx->actor.user_id, ctx->arena,
                                     ret);
}

Err
list_credits_alone(Ctx *ctx, CreditViewList *ret)
{
    CLEANUP(tx_end) Tx tx = {0};
    const Page all = {NULL, CREDITS_ALONE};
    CreditList list;

    TRY(tx_begin(ctx->db, &tx));
    TRY(store_credit_list(&tx, &ctx->actor.tenant_id, &all, ctx->arena, &list));
    ret->item = ARENA_NEW_ARRAY(ctx->arena, CreditView, list.count);
    ret->count = list.count;
    ret->more = list.more;
    for (size_t i = 0; i < list.count; i++)
        ret->item[i] = view_credit_today(ctx, &list.item[i]);
    return tx_commit(&tx);
}

Err
list_credit_periods(Ctx *ctx, Date behind, CreditPeriodOfList *ret)
{
    CLEANUP(tx_end) Tx tx = {0};

    TRY(tx_begin(ctx->db, &tx));
    TRY(store_period_list_of_tenant(&tx, &ctx->actor.tenant_id, behind, ctx->arena, ret));
    return tx_commit(&tx);
}

/* A line each. */
bool
has_words_in_names(Ctx *ctx, const Credit *credit, const Words *words)
{
    const size_t mark = arena_mark(ctx->arena);
    const char *text = arena_printf(
        ctx->arena, "%s\n%s\n%s\n%s", lang_name(ctx->lang, &credit->name), credit->offer_name,
        credit->sku, credit->competency == NULL ? "" : credit->competency);
    bool found = words_are_in(words, text_folded(ctx->arena, text));

    arena_reset(ctx->arena, mark);
    return found;
}

Err
search_credits(Ctx *ctx, const char *text, int64_t limit, CreditViewList *ret)
{
    CLEANUP(tx_end) Tx tx = {0};
    const Page all = {NULL, CREDITS_SEARCHED};
    const Words words = text_words(ctx->arena, text);
    CreditList list;
    CreditList found = {.item = ARENA_NEW_ARRAY(ctx->arena, Credit, (size_t)limit)};

    TRY(tx_begin(ctx->db, &tx));
    TRY(store_credit_list(&tx, &ctx->actor.tenant_id, &all, ctx->arena, &list));
    for (size_t i = list.count; i > 0 && !found.more; i--) {
        if (!has_words_in_names(ctx, &list.item[i - 1], &words))
            continue;
        found.more = found.count == (size_t)limit;
        if (!found.more)
            found.item[found.count++] = list.item[i - 1];
    }
    TRY(view_credit_list(ctx, &tx, &found, ret));
    return tx_commit(&tx);
}

Err
list_own_credits(Ctx *ctx, CreditViewList *ret)
{
    CLEANUP(tx_end) Tx tx = {0};
    CreditList list;

    TRY(tx_begin(ctx->db, &tx));
    TRY(load_own_credits(ctx, &tx, &list));
    TRY(view_credit_list(ctx, &tx, &list, ret));
    return tx_commit(&tx);
}

Err
list_credit_users(Ctx *ctx, const Id *credit_id, const Page *page, CreditView *ret)
{
    CLEANUP(tx_end) Tx tx = {0};
    CreditView view;
    Credit credit;

    TRY(tx_begin(ctx->db, &tx));
    TRY(load_credit(ctx, &tx, credit_id, &credit));
    TRY(view_credit(ctx, &tx, &credit, 1, &view));
    const CreditUserPage users = {
        .only = manages_credits(ctx) ? NULL : ctx->actor.user_id.text,
        .after = page->after,
        .limit = page->limit,
        .at = ctx->now,
        .days = view.days,
    };
    TRY(store_credit_user_list(&tx, &credit, &users, ctx->arena, &view.users));
    *ret = view;
    return tx_commit(&tx);
}

/* --- time ----------------------------------------------------------------------------------- */

Err
roll_credits(Ctx *ctx, int64_t limit, bool *ret_more)
{
    CLEANUP(tx_end) Tx tx = {0};
    CreditList due;

    TRY(tx_begin(ctx->db, &tx));
    TRY(store_credit_list_due(&tx, ctx->today, limit, ctx->arena, &due));
    for (size_t i = 0; i < due.count; i++)
        TRY(ledger_roll(ctx, &tx, &due.item[i]));
    *ret_more = due.more;
    return tx_commit(&tx);
}
