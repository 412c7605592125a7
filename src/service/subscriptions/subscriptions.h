/*
 * Subscriptions: what there is of them, who has their licences.
 */
#ifndef SERVICE_SUBSCRIPTIONS_SUBSCRIPTIONS_H
#define SERVICE_SUBSCRIPTIONS_SUBSCRIPTIONS_H

#include "base/buf.h"
#include "service/context.h"
#include "service/directory/directory.h"
#include "store/subscriptions/subscriptions.h"

MUST_CHECK Err get_subscription(Ctx *ctx, const Id *id, Subscription *ret);

typedef struct SubscriptionListQuery {
    int64_t limit;
    const char *after;     /* place_of_subscription() */
    const char *before;    /* likewise; asked by pages only */
    bool counted;          /* as in ListPart; asked by nobody but ourselves */
    int64_t status;        /* SubscriptionStatus, or INPUT_ABSENT */
    const char *sku;       /* of this product only, or NULL */
    int64_t ends_before;   /* ends on an earlier day than this; or INPUT_ABSENT */
    int64_t ends_within;   /* from today on this many days; or INPUT_ABSENT */
    const char *q;         /* words in the product's names, its SKU and the id; or NULL */
    int64_t sort;          /* into SUBSCRIPTION_SORT_NAMES, or INPUT_ABSENT: as they began */
    const char *tenant_id; /* for the operator's staff, who must say whose */
    bool without_deleted;  /* asked by nobody but ourselves */
} SubscriptionListQuery;
DECLARE_SHAPE(SUBSCRIPTION_LIST_QUERY, SubscriptionListQuery);

extern const char *const SUBSCRIPTION_SORT_NAMES[];

/* The place in SUBSCRIPTION_SORT_NAMES of a column, rising. */
static inline int64_t
sort_rising(SubscriptionColumn column)
{
    return 2 * (int64_t)column;
}

/* The caller's own of a product, the latest end first, so many at most. */
MUST_CHECK Err list_subscriptions_of_product(Ctx *ctx, const char *sku, int64_t limit,
                                             SubscriptionList *ret);

/*
 * Of the caller's tenant, filtered, searched and sorted; the operator's staff must say of which
 * one. find_subscriptions.c
 */
MUST_CHECK Err find_subscriptions(Ctx *ctx, const SubscriptionListQuery *query,
                                  SubscriptionList *ret);

/* Behind which place the list goes on after this one of it. */
const char *place_of_subscription(Ctx *ctx, const SubscriptionListQuery *query,
                                  const Subscription *item);

/* What products they are of, and the credits of the tenant if asked for; for choices of lists. */
MUST_CHECK Err list_products_held(Ctx *ctx, const char *tenant_id, bool with_credits,
                                  HeldProductList *ret);

/* As CSV, in parts as export_people() gives them. */
MUST_CHECK Err export_subscriptions(Ctx *ctx, const SubscriptionListQuery *query, Buf *out,
                                    const char **ret_last);

/* To have a licence already is no error (RULE SUB-6). */
MUST_CHECK Err assign_license(Ctx *ctx, const Id *subscription_id, const Id *user_id,
                              Subscription *ret);
MUST_CHECK Err release_license(Ctx *ctx, const Id *subscription_id, const Id *user_id,
                               Subscription *ret);
/* Of those who have one, whose name or address has these words; NULL: all. */
MUST_CHECK Err list_assignments(Ctx *ctx, const Id *subscription_id, const Page *page,
                                const char *q, AssignmentList *ret);

/*
 * The same for many people, in one transaction and with a result for each: license_rows.c. What is
 * refused to one is refused as above, or as find_people_of_rows() says; who has a licence already,
 * or has none to release, is unchanged. Of `dry_run` nothing is changed, and the results and the
 * subscription are what they would be.
 */
typedef struct LicenseRows {
    Subscription subscription; /* as it is afterwards */
    PersonRows people;
} LicenseRows;

MUST_CHECK Err assign_licenses(Ctx *ctx, const Id *subscription_id, const PeopleInput *input,
                               LicenseRows *ret);
MUST_CHECK Err release_licenses(Ctx *ctx, const Id *subscription_id, const PeopleInput *input,
                                LicenseRows *ret);

/* --- for other services: subscriptions.c ------------------------------------------------------ */

/* SUBSCRIPTION_NOT_ACTIVE, with the way out; the second only where it has ended. */
MUST_CHECK Err subscription_refuse_ended(Refusal *refusal);
MUST_CHECK Err subscription_check_active(const Ctx *ctx, const Subscription *subscription,
                                         Refusal *refusal);

#endif
