/*
 * Every subscription rebuilt from its receipts (RULE SUB-5, SUB-6).
 */
#include "service/check/check_parts.h"

#include "domain/subscription.h"
#include "store/redemptions/redemptions.h"
#include "store/subscriptions/subscriptions.h"

/* A damaged date may be none. */
static const char *
date_text(Check *check, Date date)
{
    char *text = arena_alloc(check->arena, DATE_TEXT_SIZE, 1);

    if (!date_in_range(date))
        return arena_printf(check->arena, "day %d", date.day);
    date_format(date, text);
    return text;
}

static const char *
holding_text(Check *check, const Holding *holding)
{
    return arena_printf(check->arena, "%lld licences until %s, carry %lld",
                        (long long)holding->licenses, date_text(check, holding->ends_on),
                        (long long)holding->carry);
}

static ReceiptFacts
facts_of(const Receipt *receipt)
{
    return (ReceiptFacts){
        .action = receipt->action,
        .today = receipt->today,
        .key_licenses = receipt->key_licenses,
        .licenses_added = receipt->licenses_added,
        .pool = receipt->pool,
        .ticks_each = receipt->ticks_each,
        .before = {receipt->held, receipt->before, receipt->before_starts_on},
        .after = {true, receipt->after, receipt->after_starts_on},
    };
}

/* What rebuilding a subscription has come to. */
typedef struct Rebuild {
    SubscriptionState state;
    int64_t receipts;
    bool broken;
} Rebuild;

static const char *
fault_text(ReceiptFault fault)
{
    switch (fault) {
    case RECEIPT_DOES_NOT_FOLLOW:
        return "does not begin where the one before ended";
    case RECEIPT_NOT_POSSIBLE:
        return "says what the rules would have refused";
    default:
        return "has another result than its own numbers give";
    }
}

/* A void needs the receipt that it takes back. */
static Err
apply_receipt(Check *check, const Receipt *receipt, SubscriptionState *state, ReceiptFault *ret)
{
    ReceiptFacts facts = facts_of(receipt);
    ReceiptFacts voided_facts;
    Receipt voided;

    if (receipt->action != ACTION_VOID) {
        *ret = subscription_apply(&facts, NULL, state);
        return OK;
    }
    Err err =
        store_receipt_get(&check->tx, &receipt->tenant_id, &receipt->voids, check->arena, &voided);
    if (err == ERR_NOT_FOUND) {
        *ret = RECEIPT_NOT_POSSIBLE;
        return OK;
    }
    TRY(err);
    voided_facts = facts_of(&voided);
    facts.after.exists = voided.held;
    *ret = subscription_apply(&facts, &voided_facts, state);
    return OK;
}

static int64_t
licenses_of_keys(const Receipt *receipt)
{
    int64_t licenses = 0;

    for (size_t i = 0; i < receipt->key_count; i++)
        licenses += receipt->key[i].licenses;
    return licenses;
}

static Err
check_receipt(Check *check, const Receipt *receipt, Rebuild *rebuild)
{
    ReceiptFault fault;

    check->counts.receipts++;
    rebuild->receipts++;
    if (receipt->number != rebuild->receipts) {
        check_found(check, "subscription %s: receipt %s has the number %lld instead of %lld",
                    receipt->subscription_id.text, receipt->id.text, (long long)receipt->number,
                    (long long)rebuild->receipts);
        rebuild->broken = true;
        return OK;
    }
    if (licenses_of_keys(receipt) != receipt->key_licenses)
        check_found(check, "receipt %s: its keys do not add up to %lld licences", receipt->id.text,
                    (long long)receipt->key_licenses);
    TRY(apply_receipt(check, receipt, &rebuild->state, &fault));
    if (fault != RECEIPT_FITS) {
        check_found(check, "subscription %s: receipt %s %s", receipt->subscription_id.text,
                    receipt->id.text, fault_text(fault));
        rebuild->broken = true;
    }
    return OK;
}

static Err
rebuild_from_receipts(Check *check, const Subscription *subscription, Rebuild *ret)
{
    ReceiptScope scope = {subscription->tenant_id, subscription->id};
    Id last = {{0}};
    ReceiptList list = {.more = true};
    size_t mark = arena_mark(check->arena);

    while (list.more && !ret->broken) {
        Page page = {.after = last.text, .limit = CHECK_PAGE_ITEMS};
        arena_reset(check->arena, mark);
        TRY(store_receipt_list(&check->tx, &scope, &page, check->arena, &list));
        for (size_t i = 0; i < list.count && !ret->broken; i++)
            TRY(check_receipt(check, &list.item[i], ret));
        if (list.count > 0)
            last = list.item[list.count - 1].id;
    }
    arena_reset(check->arena, mark);
    return OK;
}

static void
compare(Check *check, const Subscription *subscription, const Rebuild *rebuild)
{
    const Subscription *s = subscription;
    SubscriptionState stored = {!s->voided, s->holding, s->starts_on};

    if (s->receipts != rebuild->receipts)
        check_found(check, "subscription %s: it counts %lld receipts and has %lld", s->id.text,
                    (long long)s->receipts, (long long)rebuild->receipts);
    if (subscription_state_equal(&stored, &rebuild->state))
        return;
    if (stored.exists != rebuild->state.exists)
        check_found(check, "subscription %s: %s by its receipts", s->id.text,
                    stored.exists ? "it should not exist" : "it should exist");
    else
        check_found(check, "subscription %s: it has %s from %s on; by its receipts %s from %s on",
                    s->id.text, holding_text(check, &s->holding), date_text(check, s->starts_on),
                    holding_text(check, &rebuild->state.holding),
                    date_text(check, rebuild->state.starts_on));
}

/* RULE SUB-5: the receipts alone make the subscription, and it is what is stored. */
static Err
check_subscription(Check *check, const Subscription *subscription)
{
    Rebuild rebuild = {0};
    int64_t assigned;

    check->counts.subscriptions++;
    TRY(rebuild_from_receipts(check, subscription, &rebuild));
    if (!rebuild.broken)
        compare(check, subscription, &rebuild);

    TRY(store_assignment_count(&check->tx, subscription, &assigned));
    if (assigned != subscription->assigned)
        check_found(check, "subscription %s: it counts %lld assigned licences and has %lld",
                    subscription->id.text, (long long)subscription->assigned, (long long)assigned);
    return OK;
}

Err
check_subscriptions(Check *check)
{
    SubscriptionList list = {.more = true};
    Subscription last = {0};

    while (list.more) {
        arena_reset(check->arena, 0);
        TRY(store_subscription_list_all(&check->tx, &last, CHECK_PAGE_ITEMS, check->arena, &list));
        for (size_t i = 0; i < list.count; i++)
            TRY(check_subscription(check, &list.item[i]));
        if (list.count > 0)
            last = list.item[list.count - 1];
    }
    return OK;
}
