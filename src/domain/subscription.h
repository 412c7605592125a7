/*
 * Subscription: what follows from its dates, and from its receipts.
 *
 * Nothing here is stored: the status of a subscription is worked out from its end date whenever
 * somebody asks (RULE SUB-1), and the subscription itself can be worked out anew from the receipts
 * of its redemptions, without believing any of their results (RULE SUB-5).
 */
#ifndef DOMAIN_SUBSCRIPTION_H
#define DOMAIN_SUBSCRIPTION_H

#include "domain/choices/choices.h"
#include "domain/coterm.h"

enum {
    EXPIRED_DAYS = 30,  /* from the end date on, users still work */
    DISABLED_DAYS = 90, /* after that, administrators only */
};

typedef enum SubscriptionStatus {
    SUBSCRIPTION_ACTIVE,
    SUBSCRIPTION_EXPIRED,
    SUBSCRIPTION_DISABLED,
    SUBSCRIPTION_DELETED,
} SubscriptionStatus;
extern const char *const SUBSCRIPTION_STATUS_NAMES[];

/*
 * For the end date E, the first day without service (RULE DT-3):
 *
 *   active                today < E
 *   expired      E     <= today < E + 30 days
 *   disabled     E+30  <= today < E + 120 days
 *   deleted      E+120 <= today
 */
SubscriptionStatus subscription_status(Date ends_on, Date today);

/* RULE SUB-1: what becomes of it after its end date; the last day that there is, where it is later.
 */
typedef struct SubscriptionFate {
    Date ends_on;
    Date disabled_on; /* from here on people cannot work with it, administrators alone can */
    Date deleted_on;
} SubscriptionFate;
SubscriptionFate subscription_fate(Date ends_on);

/* The end dates, as day numbers from the first up to but not including the other, of a status. */
void subscription_status_days(SubscriptionStatus status, Date today, int64_t *ret_from,
                              int64_t *ret_until);

/* What a subscription is between two receipts. Before the first it does not exist. */
typedef struct SubscriptionState {
    bool exists;
    Holding holding;
    Date starts_on;
} SubscriptionState;

/*
 * What a receipt says. An activation has a day, keys and, where it brings an ended subscription
 * back, a state before; a receipt of ACTION_VOID has only its two states.
 */
typedef struct ReceiptFacts {
    Action action;
    Date today;
    int64_t key_licenses;
    int64_t licenses_added;
    int64_t pool;
    Ticks ticks_each;
    SubscriptionState before;
    SubscriptionState after;
} ReceiptFacts;

typedef enum ReceiptFault {
    RECEIPT_FITS,
    RECEIPT_DOES_NOT_FOLLOW, /* it starts from something else than the one before left */
    RECEIPT_NOT_POSSIBLE,    /* the rules would have refused it */
    RECEIPT_RESULT_DIFFERS,  /* its inputs give another result than it says */
} ReceiptFault;

/*
 * RULE SUB-5: One step of rebuilding a subscription. Computes anew, from the state and the
 * receipt's inputs, what the redemption made of the subscription, and holds it against what the
 * receipt says. A receipt of ACTION_VOID comes with the receipt that it takes back, which must be
 * the one that made the present state (RULE KEY-10); for others voided is NULL.
 *
 * On RECEIPT_FITS *state has moved on; on any fault it is untouched.
 */
MUST_CHECK ReceiptFault subscription_apply(const ReceiptFacts *receipt, const ReceiptFacts *voided,
                                           SubscriptionState *state);

MUST_CHECK bool subscription_state_equal(const SubscriptionState *a, const SubscriptionState *b);

#endif
