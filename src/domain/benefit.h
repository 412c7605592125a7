/*
 * Benefit: what an enrolment grants, who gets it when several enrolments grant the same, and what
 * a list of benefits shows in which order.
 */
#ifndef DOMAIN_BENEFIT_H
#define DOMAIN_BENEFIT_H

#include "base/order/order.h"
#include "base/text/text.h"
#include "domain/choices/choices.h"
#include "domain/credit/credit.h"

/* --- the year ------------------------------------------------------------------------------- */

/* RULE BEN-4: a membership year, half-open, and the last day to use what it granted. */
typedef struct EnrolmentYear {
    Date starts_on;
    Date ends_on;     /* the first day after it */
    Date activate_by; /* still allowed on this day (RULE DT-4) */
} EnrolmentYear;

/* False if one of the days lies beyond 9999; *ret is untouched then. */
MUST_CHECK bool enrolment_year(Date starts_on, int64_t grace_days, EnrolmentYear *ret);

/* --- core benefits -------------------------------------------------------------------------- */

/* A core benefit of one product that the partner holds, from a year that overlaps the new one. */
typedef struct CoreHolding {
    Tier tier;
    int64_t quantity;
    bool begun; /* redeemed or used in part: it cannot be taken back */
    Date starts_on;
    Date ends_on;
    bool superseded; /* the answer */
} CoreHolding;

/*
 * RULE BEN-1: how much of a product a new enrolment grants as a core benefit, given what is held of
 * it; 0 for nothing. The highest tier wins, and of two offers of one tier the larger quantity. When
 * the new one wins, `superseded` is set for what has not begun; what has begun stays and counts, so
 * that only the difference is granted.
 */
int64_t benefit_resolve_core(Tier tier, int64_t quantity, CoreHolding *held, size_t count);

/* --- how far used --------------------------------------------------------------------------- */

typedef enum BenefitStatus {
    BENEFIT_READY,
    BENEFIT_ACTIVE, /* in part */
    BENEFIT_USED,
    BENEFIT_EXPIRED
} BenefitStatus;
extern const char *const BENEFIT_STATUS_NAMES[];

typedef struct BenefitUse {
    int64_t quantity;
    int64_t used;
    Date activate_by;
    bool superseded;
} BenefitUse;

/* RULE BEN-2, RULE DT-4: what is used stays used; the rest expires after its last day. */
BenefitStatus benefit_status(const BenefitUse *use, Date today);

/* The same for a credit: it is active once somebody holds it; a bulk one can be used up. */
BenefitStatus benefit_status_of_credit(const CreditTerm *term, const CreditProgress *progress,
                                       int64_t users, Date today);

/*
 * How many of a benefit's licences are redeemed, given the licences on its redeemed keys and on
 * those that still may be. A key that was replaced (RULE KEY-10) stays redeemed, but its licences
 * stand on the new key.
 */
int64_t benefit_licenses_used(int64_t granted, int64_t redeemed, int64_t open);

/* What people are told of a key's life: what the database holds, and whether its last day is past.
 */
typedef enum KeyStatus {
    KEY_STATUS_READY,
    KEY_STATUS_REVEALED,
    KEY_STATUS_REDEEMED,
    KEY_STATUS_REVOKED,
    KEY_STATUS_EXPIRED
} KeyStatus;
extern const char *const KEY_STATUS_NAMES[];

KeyStatus key_status(KeyState state, Date redeem_by, Date today);

/* --- the list ------------------------------------------------------------------------------- */

/* One row of the list. Names are keys in the order of their readers (base/order). */
typedef struct BenefitRow {
    SortKey name;
    const char *words;  /* that are searched, folded (text_folded()); NULL where nothing is */
    SortKey offer_name; /* read where the list is sorted by BENEFIT_BY_SOURCE only */
    SortKey competency; /* likewise; empty if the offer has none */
    ProductKind kind;
    BenefitStatus status;
    int64_t quantity;
    Date activate_by;
} BenefitRow;

/* Below 0, or no word, is any. */
typedef struct BenefitFilter {
    int64_t kind;
    int64_t status;
    int64_t expiring_within_days; /* not yet past, and at most so many days away */
    Words words;                  /* each of them in the row's */
} BenefitFilter;

MUST_CHECK bool benefit_passes(const BenefitRow *row, const BenefitFilter *filter, Date today);

/* The names of the orders; each column rising and then, with a hyphen before it, falling. */
extern const char *const BENEFIT_SORT_NAMES[];
enum { BENEFIT_SORT_DEFAULT = 2 }; /* activateBy: what must be used first */

/* The column whose name stands third there: by offer, then by competency. */
enum { BENEFIT_BY_SOURCE = 2 };

/*
 * What a row is sorted by; sort is a position in BENEFIT_SORT_NAMES. Rows of one name may be equal:
 * their ids decide then.
 */
Order benefit_order(const BenefitRow *row, int64_t sort);

#endif
