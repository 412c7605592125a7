/*
 * Redemptions: receipts, and drafts of what is about to be redeemed.
 */
#ifndef STORE_REDEMPTIONS_REDEMPTIONS_H
#define STORE_REDEMPTIONS_REDEMPTIONS_H

#include "base/limit/limit.h"
#include "base/secret/secret.h"
#include "domain/key.h"
#include "store/subscriptions/subscriptions.h"

enum { RECEIPT_KEYS_MAX = KEYS_TOGETHER_MAX };

typedef struct ReceiptKey {
    char ref[KEY_REF_SIZE];
    int64_t licenses;
    char replaced_by[KEY_REF_SIZE]; /* empty unless replaced (RULE KEY-10) */
} ReceiptKey;

/*
 * A receipt: everything that a redemption was computed from and gave (RULE SUB-5). A receipt of
 * kind ACTION_VOID takes another one back; its before and after are the other way round.
 */
typedef struct Receipt {
    Id tenant_id;
    Id id;
    Id subscription_id;
    int64_t number; /* 1, 2, ... within its subscription */
    Action action;
    Micros at;
    Date today;
    Id user_id;
    int64_t key_licenses;
    int64_t licenses_added;
    const char *rule; /* "CT-2" */
    int64_t pool;
    int64_t ticks_each;
    bool held; /* there was a subscription before: before counts */
    Holding before;
    Date before_starts_on;
    Holding after;
    Date after_starts_on;
    Id voids;
    const char *reason;
    ReceiptKey *key;
    size_t key_count;
    const char *sku; /* read along */
    Name name;
} Receipt;

/* Whose receipts: of one subscription, or where its id is empty, of the whole tenant. */
typedef struct ReceiptScope {
    Id tenant_id;
    Id subscription_id;
    Micros since; /* without those of before; 0: all */
} ReceiptScope;

/* Keys that were read, and what is to be done with them; a draft belongs to whoever made it. */
typedef struct Draft {
    Id tenant_id;
    Id id;
    Id user_id;
    Id subscription_id; /* empty: to be activated */
    Id redemption_id;   /* what became of it; empty: nothing yet */
    Micros created_at;
    Digest *key;
    size_t key_count;
} Draft;

LIST_OF(Receipt);

MUST_CHECK Err store_receipt_get(Tx *tx, const Id *tenant_id, const Id *id, Arena *arena,
                                 Receipt *ret);
/* In whichever tenant it is: for the operator. */
MUST_CHECK Err store_receipt_get_any(Tx *tx, const Id *id, Arena *arena, Receipt *ret);
/* Oldest first, the keys along with each. */
MUST_CHECK Err store_receipt_list(Tx *tx, const ReceiptScope *scope, const Page *page, Arena *arena,
                                  ReceiptList *ret);
/* When the last of each of these subscriptions of one tenant was made; 0: there is none. */
MUST_CHECK Err store_receipt_latest(Tx *tx, const SubscriptionList *subscriptions, Arena *arena,
                                    Micros **ret);
/* The last of all these subscriptions together, the latest first. */
MUST_CHECK Err store_receipt_list_latest(Tx *tx, const SubscriptionList *subscriptions,
                                         int64_t limit, Arena *arena, ReceiptList *ret);
/* By the names of their products. */
MUST_CHECK Err store_receipt_labels(Tx *tx, const LabelScope *scope, Arena *arena, Label **ret);
MUST_CHECK Err store_receipt_add(Tx *tx, const Receipt *receipt);
/* ERR_REPLACEMENT_REFUSED if it was replaced before. */
MUST_CHECK Err store_receipt_key_replace(Tx *tx, const char *ref, const char *replaced_by);

MUST_CHECK Err store_draft_add(Tx *tx, const Draft *draft);
/* ERR_NOT_FOUND unless the user named in it made it in that tenant at or after its moment. */
MUST_CHECK Err store_draft_get(Tx *tx, const Draft *wanted, Arena *arena, Draft *ret);
MUST_CHECK Err store_draft_mark_used(Tx *tx, const Draft *draft, const Id *redemption_id);
/* Forget at most limit drafts made before a moment; *ret_more if any are left. */
MUST_CHECK Err store_draft_remove_old(Tx *tx, Micros before, int64_t limit, bool *ret_more);

#endif
