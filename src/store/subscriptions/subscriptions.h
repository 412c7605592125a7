/*
 * Subscriptions: licences of one product in one tenant, and who has them.
 */
#ifndef STORE_SUBSCRIPTIONS_SUBSCRIPTIONS_H
#define STORE_SUBSCRIPTIONS_SUBSCRIPTIONS_H

#include "domain/coterm.h"
#include "store/directory/directory.h"

typedef struct Subscription {
    Id tenant_id;
    Id id;
    const char *sku;
    Name name;       /* of the product, read along */
    SortKeys sort;   /* of these names, likewise */
    Holding holding; /* licences, end date, carried remainder */
    Date starts_on;
    int64_t assigned;
    int64_t receipts; /* how many there are */
    bool voided;      /* its only redemption was taken back: it does not exist any more */
} Subscription;

/* What a list of subscriptions is ordered by; ids decide between equals. */
typedef enum SubscriptionColumn {
    SUBSCRIPTION_BY_NAME,
    SUBSCRIPTION_BY_END,
    SUBSCRIPTION_BY_LICENSES,
    SUBSCRIPTION_BY_ASSIGNED,
    SUBSCRIPTION_BY_ID,
} SubscriptionColumn;

/* A part of a tenant's subscriptions. */
typedef struct SubscriptionScope {
    Id tenant_id;
    int64_t ends_from, ends_before; /* days */
    SubscriptionColumn column;
    bool falling;
    Lang lang;       /* names are in the order of its readers */
    const char *sku; /* NULL: of any product */
    bool (*wanted)(const void *subscription, void *data); /* NULL: all */
    void *data;                                           /* for wanted() */
    ListPart part;
} SubscriptionScope;

typedef struct Assignment {
    Id user_id;
    const char *email;
    const char *display_name;
    Micros since;
    const char *search_text; /* name and address, folded; read by store_assignment_list() only */
} Assignment;

/* A part of a list of them: those with all of these words in name or address. */
typedef struct AssignmentSearch {
    Page page;
    Words words;
} AssignmentSearch;

LIST_OF(Subscription);
LIST_OF(Assignment);

/* Voided ones are not found, except where it says so. */
MUST_CHECK Err store_subscription_get(Tx *tx, const Id *tenant_id, const Id *id, Arena *arena,
                                      Subscription *ret);
/* In whichever tenant it is: for the operator. */
MUST_CHECK Err store_subscription_get_any(Tx *tx, const Id *id, Arena *arena, Subscription *ret);

/* Those of one product in a tenant, the latest end first: active ones before all others. */
typedef struct ProductScope {
    Id tenant_id;
    const char *sku;
    int64_t limit;
} ProductScope;

MUST_CHECK Err store_subscription_list_of_product(Tx *tx, const ProductScope *scope, Arena *arena,
                                                  SubscriptionList *ret);
/* Where one stands in the order of a scope. */
Order subscription_order(const SubscriptionScope *scope, const Subscription *subscription);
/* Of several tenants those that end on such days, the earliest first: a list for each of them. */
typedef struct EndScope {
    const Id *tenant_id;
    size_t count;
    int64_t ends_from, ends_before; /* days */
    int64_t limit;                  /* of each tenant */
} EndScope;

MUST_CHECK Err store_subscription_lists_ending(Tx *tx, const EndScope *scope, Arena *arena,
                                               SubscriptionList **ret);
/* Those that the scope wants, in its order. */
MUST_CHECK Err store_subscription_search(Tx *tx, const SubscriptionScope *scope, Arena *arena,
                                         SubscriptionList *ret);
/* Of which each of these users of one tenant has a licence: a list for each of them. */
MUST_CHECK Err store_subscription_list_of_users(Tx *tx, const UserList *users, int64_t limit,
                                                Arena *arena, SubscriptionList **ret);
/* By the names of their products. */
MUST_CHECK Err store_subscription_labels(Tx *tx, const LabelScope *scope, Arena *arena,
                                         Label **ret);
/* A product that a tenant has a subscription or, if asked for, a credit of. */
typedef struct HeldProduct {
    const char *sku;
    Name name;
} HeldProduct;
LIST_OF(HeldProduct);

typedef struct HeldScope {
    Id tenant_id;
    bool with_credits;
    Lang lang; /* of the readers in whose order they are */
} HeldScope;

/* The first 200. */
MUST_CHECK Err store_product_list_held(Tx *tx, const HeldScope *scope, Arena *arena,
                                       HeldProductList *ret);
/* All, voided ones too, in any tenant, in the order of tenant and id, after one or NULL. */
MUST_CHECK Err store_subscription_list_all(Tx *tx, const Subscription *after, int64_t limit,
                                           Arena *arena, SubscriptionList *ret);
MUST_CHECK Err store_subscription_add(Tx *tx, const Subscription *subscription);
/* The assigned licences are not written: they change with assignments only. */
MUST_CHECK Err store_subscription_put(Tx *tx, const Subscription *subscription);

/*
 * Adding and removing keep the subscription's count of assigned licences (RULE SUB-6).
 * ERR_ALREADY_EXISTS if the user has a licence already; ERR_NO_LICENSE_LEFT.
 */
MUST_CHECK Err store_assignment_add(Tx *tx, const Subscription *subscription, const Id *user_id,
                                    Micros since);
MUST_CHECK Err store_assignment_remove(Tx *tx, const Subscription *subscription, const Id *user_id,
                                       bool *ret_found);
/* Since when each of these people has one, in an array: nothing but `since`, 0 of who has none. */
MUST_CHECK Err store_assignment_list_of(Tx *tx, const Subscription *subscription,
                                        const UserList *users, Arena *arena, Assignment **ret);
MUST_CHECK Err store_assignment_list(Tx *tx, const Subscription *subscription,
                                     const AssignmentSearch *search, Arena *arena,
                                     AssignmentList *ret);
MUST_CHECK Err store_assignment_count(Tx *tx, const Subscription *subscription, int64_t *ret);

#endif
