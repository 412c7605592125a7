/*
 * Licences for many people at once: what becomes of each is decided before anything is written, so
 * that a dry run says the same, and one who gets none holds up nobody.
 */
#include "service/subscriptions/subscriptions.h"

#include "service/directory/directory.h"
#include "service/subscriptions/license_parts.h"

/* Since when each of them has a licence. */
static Err
load_since(Ctx *ctx, Tx *tx, const Subscription *subscription, PersonRows *rows)
{
    UserList users = {.item = ARENA_NEW_ARRAY(ctx->arena, User, rows->count), .count = rows->count};
    Assignment *held;

    for (size_t i = 0; i < rows->count; i++)
        users.item[i] = rows->row[i].user;
    TRY(store_assignment_list_of(tx, subscription, &users, ctx->arena, &held));
    for (size_t i = 0; i < rows->count; i++)
        rows->row[i].since = held[i].since;
    return OK;
}

static Err
load_license_rows(Ctx *ctx, Tx *tx, const Id *subscription_id, const PeopleInput *input,
                  LicenseRows *ret)
{
    LicenseRows rows;

    TRY(load_reachable_subscription(ctx, tx, subscription_id, &rows.subscription));
    TRY(find_people_of_rows(ctx, tx, &rows.subscription.tenant_id, input, &rows.people));
    TRY(load_since(ctx, tx, &rows.subscription, &rows.people));
    *ret = rows;
    return OK;
}

/* RULE SUB-6: never more than there are; those who come first get them. */
static void
plan_assignment(LicenseRows *rows)
{
    Subscription *subscription = &rows->subscription;

    for (size_t i = 0; i < rows->people.count; i++) {
        PersonRow *row = &rows->people.row[i];
        if (row->result.outcome == ROW_REFUSED)
            continue;
        if (row->since != 0)
            row->result.outcome = ROW_UNCHANGED;
        else if (row->user.disabled_at != 0)
            row->result = row_refused(ERR_USER_DISABLED);
        else if (subscription->assigned >= subscription->holding.licenses)
            row->result = row_refused(ERR_NO_LICENSE_LEFT);
        else
            subscription->assigned++;
    }
}

static void
plan_release(LicenseRows *rows)
{
    for (size_t i = 0; i < rows->people.count; i++) {
        PersonRow *row = &rows->people.row[i];
        if (row->result.outcome == ROW_REFUSED)
            continue;
        if (row->since == 0)
            row->result.outcome = ROW_UNCHANGED;
        else
            rows->subscription.assigned--;
    }
}

Err
assign_licenses(Ctx *ctx, const Id *subscription_id, const PeopleInput *input, LicenseRows *ret)
{
    CLEANUP(tx_end) Tx tx = {0};
    LicenseRows rows;

    TRY(tx_begin(ctx->db, &tx));
    TRY(load_license_rows(ctx, &tx, subscription_id, input, &rows));
    TRY(subscription_check_active(ctx, &rows.subscription, &ctx->refusal));
    plan_assignment(&rows);
    for (size_t i = 0; i < rows.people.count && input->dry_run != 1; i++) {
        const PersonRow *row = &rows.people.row[i];
        if (row->result.outcome != ROW_DONE)
            continue;
        TRY(store_assignment_add(&tx, &rows.subscription, &row->user.id, ctx->now));
        TRY(record_license(ctx, &tx, &rows.subscription, EVENT_LICENSE_ASSIGNED, &row->user.id));
    }
    TRY(tx_commit(&tx));

    *ret = rows;
    return OK;
}

Err
release_licenses(Ctx *ctx, const Id *subscription_id, const PeopleInput *input, LicenseRows *ret)
{
    CLEANUP(tx_end) Tx tx = {0};
    LicenseRows rows;
    bool found;

    TRY(tx_begin(ctx->db, &tx));
    TRY(load_license_rows(ctx, &tx, subscription_id, input, &rows));
    plan_release(&rows);
    for (size_t i = 0; i < rows.people.count && input->dry_run != 1; i++) {
        const PersonRow *row = &rows.people.row[i];
        if (row->result.outcome != ROW_DONE)
            continue;
        TRY(store_assignment_remove(&tx, &rows.subscription, &row->user.id, &found));
        TRY(record_license(ctx, &tx, &rows.subscription, EVENT_LICENSE_RELEASED, &row->user.id));
    }
    TRY(tx_commit(&tx));

    *ret = rows;
    return OK;
}
