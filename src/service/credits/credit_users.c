/*
 * Who holds a credit: several people a monthly one, one person a bulk one.
 */
#include "service/credits/credits.h"

#include "service/credits/credit_parts.h"
#include "service/credits/ledger.h"
#include "service/directory/directory.h"
#include "service/json_values.h"
#include "service/record.h"

/* --- facts ---------------------------------------------------------------------------------- */

static Err
refuse_held(Ctx *ctx, const User *holder, Refusal *refusal)
{
    refuse_with_text(refusal, ERR_CREDIT_ALREADY_HELD, "holderId",
                     arena_copy(ctx->arena, holder->id.text, strlen(holder->id.text)));
    return refuse_with_text(refusal, ERR_CREDIT_ALREADY_HELD, "holder", holder->display_name);
}

/* Of a transfer there is nothing to transfer. */
static Err
refuse_same_holder(Ctx *ctx, const User *holder, Refusal *refusal)
{
    Err err = refuse_held(ctx, holder, refusal);

    return refuse_member(refusal, err, "/userId",
                         TR("{holder} already holds this credit. Choose somebody else."));
}

static Err
load_holder(Ctx *ctx, Tx *tx, const Credit *credit, User *ret)
{
    *ret = (User){0};
    if (id_is_empty(&credit->holder_id))
        return OK;
    return store_user_get(tx, &credit->holder_id, ctx->arena, ret);
}

/* --- events --------------------------------------------------------------------------------- */

static Err
record_credit_user(Ctx *ctx, Tx *tx, const Credit *credit, EventType type, const Id *user_id)
{
    Record record = {.partner_id = &credit->partner_id, .tenant_id = &credit->tenant_id};
    Json json = event_begin(ctx, &record, type, credit->id.text);

    json_text(&json, "userId", user_id->text);
    return event_end(ctx, tx, &record, &json);
}

static Err
record_credit_transferred(Ctx *ctx, Tx *tx, const Credit *credit, const Id *from)
{
    Record record = {.partner_id = &credit->partner_id, .tenant_id = &credit->tenant_id};
    Json json = event_begin(ctx, &record, EVENT_CREDIT_TRANSFERRED, credit->id.text);

    json_text(&json, "from", from->text);
    json_text(&json, "userId", credit->holder_id.text);
    json_money(&json, "balance", credit->currency, balance_left(&credit->progress.balance));
    return event_end(ctx, tx, &record, &json);
}

/* --- assigning ------------------------------------------------------------------------------ */

/* Before anything changes, the credit is brought up to today. */
static Err
open_credit_to_change(Ctx *ctx, Tx *tx, const Id *id, Credit *ret)
{
    TRY(load_credit(ctx, tx, id, ret));
    return ledger_roll(ctx, tx, ret);
}

static Err
give_credit(Ctx *ctx, Tx *tx, Credit *credit, const User *user)
{
    TRY(store_credit_user_add(tx, credit, &user->id, ctx->now));
    credit->users++;
    if (credit_is_bulk(credit))
        TRY(ledger_transfer(ctx, tx, credit, &user->id));
    else
        TRY(store_credit_put(tx, credit));
    return record_credit_user(ctx, tx, credit, EVENT_CREDIT_ASSIGNED, &user->id);
}

/* RULE CR-4: at any time to a monthly credit; RULE CR-5: a bulk credit has exactly one holder. */
static Err
assign(Ctx *ctx, Tx *tx, Credit *credit, const User *user, bool *ret_held_before)
{
    User holder;
    bool ever;

    TRY(store_credit_user_find(tx, credit, &user->id, ret_held_before, &ever));
    if (*ret_held_before)
        return OK;
    if (!date_after(credit->term.ends_on, ctx->today))
        return ERR_CREDIT_EXPIRED;
    TRY(load_holder(ctx, tx, credit, &holder));
    if (!id_is_empty(&holder.id))
        return refuse_held(ctx, &holder, &ctx->refusal);
    TRY(check_combinable(ctx, tx, credit, user, &ctx->refusal));
    return give_credit(ctx, tx, credit, user);
}

Err
assign_credit(Ctx *ctx, const Id *credit_id, const Id *user_id, CreditView *ret)
{
    CLEANUP(tx_end) Tx tx = {0};
    bool held_before;
    Credit credit;
    User user;

    TRY(tx_begin(ctx->db, &tx));
    TRY(open_credit_to_change(ctx, &tx, credit_id, &credit));
    /* RULE CR-3: whoever is to hold it has a record in the tenant, as member or guest. */
    TRY(find_user_of_tenant(ctx, &tx, &credit.tenant_id, user_id, &user));
    TRY(assign(ctx, &tx, &credit, &user, &held_before));
    TRY(view_credit(ctx, &tx, &credit, CREDIT_USERS_SHOWN, ret));
    ret->held_before = held_before;
    return tx_commit(&tx);
}

/* RULE CR-5: a bulk credit always has somebody. */
static Err
check_removable(Tx *tx, const Credit *credit, const Id *user_id)
{
    bool holds;
    bool ever;

    if (credit_is_bulk(credit))
        return ERR_BULK_CREDIT_TRANSFER_ONLY;
    TRY(store_credit_user_find(tx, credit, user_id, &holds, &ever));
    return holds ? OK : ERR_NOT_FOUND;
}

Err
check_removal(Ctx *ctx, const Id *credit_id, const Id *user_id, CreditView *ret)
{
    CLEANUP(tx_end) Tx tx = {0};
    Credit credit;

    TRY(tx_begin(ctx->db, &tx));
    TRY(load_credit(ctx, &tx, credit_id, &credit));
    TRY(check_removable(&tx, &credit, user_id));
    TRY(view_credit(ctx, &tx, &credit, CREDIT_USERS_SHOWN, ret));
    return tx_commit(&tx);
}

Err
remove_credit_user(Ctx *ctx, const Id *credit_id, const Id *user_id, CreditView *ret)
{
    CLEANUP(tx_end) Tx tx = {0};
    Credit credit;
    bool found;

    TRY(tx_begin(ctx->db, &tx));
    TRY(open_credit_to_change(ctx, &tx, credit_id, &credit));
    TRY(check_removable(&tx, &credit, user_id));
    TRY(store_credit_user_end(&tx, &credit, user_id, ctx->now, &found));
    credit.users--;
    TRY(store_credit_put(&tx, &credit));
    TRY(record_credit_user(ctx, &tx, &credit, EVENT_CREDIT_REMOVED, user_id));
    TRY(view_credit(ctx, &tx, &credit, CREDIT_USERS_SHOWN, ret));
    return tx_commit(&tx);
}

/* --- transferring --------------------------------------------------------------------------- */

static Err
refuse_outside_year(Ctx *ctx, const CreditTerm *term, Refusal *refusal)
{
    char *starts_on = arena_alloc(ctx->arena, DATE_TEXT_SIZE, 1);
    char *ends_on = arena_alloc(ctx->arena, DATE_TEXT_SIZE, 1);

    date_format(term->starts_on, starts_on);
    date_format(term->ends_on, ends_on);
    refuse_with_text(refusal, ERR_TRANSFER_OUTSIDE_YEAR, "startsOn", starts_on);
    return refuse_with_text(refusal, ERR_TRANSFER_OUTSIDE_YEAR, "endsOn", ends_on);
}

/* RULE CR-5: within the enrolment year only, and to somebody else. What is refused is in *ret. */
static Err
plan_transfer(Ctx *ctx, Tx *tx, const Credit *credit, const Id *user_id, TransferView *ret)
{
    const CreditTerm *term = &credit->term;

    if (!credit_is_bulk(credit))
        return ERR_NOT_A_BULK_CREDIT;
    if (!date_within(ctx->today, term->starts_on, term->ends_on))
        return refuse_outside_year(ctx, term, &ret->refusal);
    TRY(find_user_of_tenant(ctx, tx, &credit->tenant_id, user_id, &ret->to));
    TRY(load_holder(ctx, tx, credit, &ret->from));
    if (id_equal(&credit->holder_id, user_id))
        return refuse_same_holder(ctx, &ret->to, &ret->refusal);
    return check_combinable(ctx, tx, credit, &ret->to, &ret->refusal);
}

Err
try_transfer(Ctx *ctx, const CreditView *credit, const Id *user_id, TransferView *ret)
{
    CLEANUP(tx_end) Tx tx = {0};
    TransferView view = {.credit = *credit};

    TRY(tx_begin(ctx->db, &tx));
    view.refused = plan_transfer(ctx, &tx, &credit->credit, user_id, &view);
    if (!err_is_refusal(view.refused))
        TRY(view.refused);
    TRY(tx_commit(&tx));

    *ret = view;
    return OK;
}

/* In the writer, where a refusal is the request's. */
static Err
plan_real_transfer(Ctx *ctx, Tx *tx, const Credit *credit, const Id *user_id, TransferView *ret)
{
    Err err = plan_transfer(ctx, tx, credit, user_id, ret);

    if (err != OK)
        ctx->refusal = ret->refusal;
    return err;
}

Err
transfer_credit(Ctx *ctx, const Id *credit_id, const Id *user_id, CreditView *ret)
{
    CLEANUP(tx_end) Tx tx = {0};
    TransferView plan = {0};
    Credit credit;
    bool ended;

    TRY(tx_begin(ctx->db, &tx));
    TRY(open_credit_to_change(ctx, &tx, credit_id, &credit));
    TRY(plan_real_transfer(ctx, &tx, &credit, user_id, &plan));
    if (id_is_empty(&plan.from.id))
        credit.users++;
    else
        TRY(store_credit_user_end(&tx, &credit, &plan.from.id, ctx->now, &ended));
    TRY(store_credit_user_add(&tx, &credit, user_id, ctx->now));
    TRY(ledger_transfer(ctx, &tx, &credit, user_id));
    TRY(record_credit_transferred(ctx, &tx, &credit, &plan.from.id));
    TRY(view_credit(ctx, &tx, &credit, CREDIT_USERS_SHOWN, ret));
    return tx_commit(&tx);
}

/* --- in the place of another ----------------------------------------------------------------- */

/* RULE CR-6: what is in the way of a bulk credit and can be taken away. */
static Err
take_monthly(Ctx *ctx, Tx *tx, const Id *credit_id, const Id *user_id)
{
    CreditView ignored;
    CreditList list;
    Credit credit;
    User user;

    TRY(load_credit(ctx, tx, credit_id, &credit));
    TRY(find_user_of_tenant(ctx, tx, &credit.tenant_id, user_id, &user));
    TRY(store_credit_list_of_user(tx, &user.tenant_id, &user.id, ctx->arena, &list));
    for (size_t i = 0; i < list.count; i++)
        if (is_monthly_in_the_way(ctx, &list.item[i], &credit))
            TRY(remove_credit_user(ctx, &list.item[i].id, user_id, &ignored));
    return OK;
}

Err
assign_credit_instead(Ctx *ctx, const Id *credit_id, const Id *user_id, CreditView *ret)
{
    CLEANUP(tx_end) Tx tx = {0};

    TRY(tx_begin(ctx->db, &tx));
    TRY(take_monthly(ctx, &tx, credit_id, user_id));
    TRY(assign_credit(ctx, credit_id, user_id, ret));
    return tx_commit(&tx);
}

Err
transfer_credit_instead(Ctx *ctx, const Id *credit_id, const Id *user_id, CreditView *ret)
{
    CLEANUP(tx_end) Tx tx = {0};

    TRY(tx_begin(ctx->db, &tx));
    TRY(take_monthly(ctx, &tx, credit_id, user_id));
    TRY(transfer_credit(ctx, credit_id, user_id, ret));
    return tx_commit(&tx);
}
