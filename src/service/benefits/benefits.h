/*
 * Benefits: what enrolments grant, and the keys that are made for it. The shapes of inputs and
 * queries stand in input.c.
 */
#ifndef SERVICE_BENEFITS_BENEFITS_H
#define SERVICE_BENEFITS_BENEFITS_H

#include "base/buf.h"
#include "base/limit/limit.h"
#include "service/asked.h"
#include "service/row.h"
#include "store/benefits/benefits.h"
#include "store/keys/keys.h"

/* --- enrolments: enrolments.c, benefits: benefits.c ----------------------------------------- */

typedef struct EnrolmentInput {
    const char *offer;
    int64_t starts_on; /* day number */
    const char *tenant_id;
    const char *external_id;
    int64_t dry_run; /* 1: say what would be granted, and do nothing */
} EnrolmentInput;
DECLARE_SHAPE(ENROLMENT_INPUT, EnrolmentInput);

typedef struct EnrolmentChange {
    const char *external_id; /* "" takes it away */
} EnrolmentChange;
DECLARE_SHAPE(ENROLMENT_CHANGE, EnrolmentChange);

/* A part of the list, or what has this. */
typedef struct EnrolmentQuery {
    const char *external_id;
    int64_t limit;
    const char *after;
} EnrolmentQuery;
DECLARE_SHAPE(ENROLMENT_QUERY, EnrolmentQuery);

/* An enrolment and the ids of what it granted. */
typedef struct EnrolmentView {
    Enrolment enrolment;
    Id *benefit;
    size_t benefit_count;
} EnrolmentView;

/* What becomes of one line of an offer. */
typedef enum GrantOutcome {
    GRANT_WHOLE,
    GRANT_DIFFERENCE, /* what goes beyond what the partner has begun to use (RULE BEN-1) */
    GRANT_HELD,       /* nothing: the partner holds as much */
    GRANT_RETIRED,    /* nothing: the product is granted no more (RULE BEN-6) */
} GrantOutcome;
extern const char *const GRANT_OUTCOME_NAMES[];

static inline bool
grant_is_given(GrantOutcome outcome)
{
    return outcome == GRANT_WHOLE || outcome == GRANT_DIFFERENCE;
}

typedef struct GrantPreview {
    const char *sku;
    const char *name; /* of the product, in the reader's language */
    ProductKind kind;
    GrantType type;
    Quantity quantity; /* that is given; where nothing is, that of the offer */
    GrantOutcome outcome;
    int64_t supersedes; /* so many benefits of other offers, which nobody has begun to use */
} GrantPreview;

typedef struct EnrolmentPreview {
    Enrolment enrolment; /* as it would be */
    const char *offer_name;
    const char *competency; /* or NULL */
    GrantPreview *grant;    /* one for each line of the offer */
    size_t count;
} EnrolmentPreview;

/*
 * What create_enrolment() would do and refuse. Where partner_id is NULL, of a partner that is to be
 * made. plan_enrolment.c
 */
MUST_CHECK Err preview_enrolment(Ctx *ctx, const Id *partner_id, const EnrolmentInput *input,
                                 EnrolmentPreview *ret);

/* Codes, in order: see enrolment_plan.h. */
MUST_CHECK Err create_enrolment(Ctx *ctx, const Id *partner_id, const EnrolmentInput *input,
                                EnrolmentView *ret);
MUST_CHECK Err get_enrolment(Ctx *ctx, const Id *id, EnrolmentView *ret);
MUST_CHECK Err change_enrolment(Ctx *ctx, const Id *id, const EnrolmentChange *change,
                                EnrolmentView *ret);

typedef struct EnrolmentViewList {
    EnrolmentView *item;
    size_t count;
    bool more;
} EnrolmentViewList;

MUST_CHECK Err list_enrolments(Ctx *ctx, const Id *partner_id, const EnrolmentQuery *query,
                               EnrolmentViewList *ret);

/* A benefit with its keys and what follows from them today. */
typedef struct BenefitView {
    Benefit benefit;
    const char *name;        /* of the product, in the reader's language */
    const char *replaced_by; /* the name of what replaces a retired product, or NULL */
    BenefitStatus status;
    int64_t used;         /* licences, incidents, or millionths of the credit's currency */
    const char *currency; /* of the credit; NULL where it is none */
    int64_t percent;      /* of the credit's period: how much of it is used */
    Date use_by;          /* the last day of use: of a credit that of its year, else activate_by */
    Date ends_on;         /* of a credit: the first day on which it is no more */
    Id credit_id;         /* what it was provisioned as; empty where it is no credit */
    int64_t keys;         /* how many it has */
    SortKey order;        /* in a list: what it is sorted by */
    KeyRecord *key;       /* they themselves, where they were asked for */
    size_t key_count;
} BenefitView;

LIST_OF(BenefitView);

enum { BENEFIT_DAYS_AHEAD_MAX = 3660 };

/* RULE BEN-2: what the list shows. Absent filters are INPUT_ABSENT or NULL. */
typedef struct BenefitQuery {
    int64_t limit;
    const char *after, *before; /* place_of_benefit() */
    int64_t category;           /* ProductKind */
    int64_t status;             /* BenefitStatus */
    int64_t expiring_within_days;
    const char *q;
    int64_t sort;           /* into BENEFIT_SORT_NAMES */
    const char *partner_id; /* for the operator's staff, who must say whose */
    bool by_last_use;       /* what is sorted by date is use_by, as pages show it */
} BenefitQuery;
DECLARE_SHAPE(BENEFIT_QUERY, BenefitQuery);

/* Behind which place the list goes on after this one of it. */
const char *place_of_benefit(const Ctx *ctx, const BenefitQuery *query, const BenefitView *view);

/* Without their keys. */
MUST_CHECK Err list_benefits(Ctx *ctx, const BenefitQuery *query, BenefitViewList *ret);

/*
 * With them. The list is shorter than was asked for, and has more, where these benefits have more
 * keys than are read for one answer.
 */
MUST_CHECK Err list_benefits_with_keys(Ctx *ctx, const BenefitQuery *query, BenefitViewList *ret);
enum { KEYS_SHOWN_MAX = 10 * BENEFIT_KEYS_MAX };

/*
 * Of several partners, whoever asks: what can still be used, the earliest last day first, without
 * keys and so many of each at most. A list for each of them; which of them the caller may see is
 * for the caller to know. usable_benefits.c
 */
MUST_CHECK Err list_usable_benefits(Ctx *ctx, const Id *partner_id, size_t count, int64_t limit,
                                    BenefitViewList **ret);

/* With its keys. */
MUST_CHECK Err get_benefit(Ctx *ctx, const Id *id, BenefitView *ret);

/*
 * The list as CSV, without parts: for programs and people alike, who give a Buf of this size.
 * export_benefits.c
 */
enum { BENEFITS_CSV_BYTES_MAX = 8 * 1024 * 1024 };
MUST_CHECK Err export_benefits(Ctx *ctx, const BenefitQuery *query, Buf *out);

/* A key and the benefit that it came with. */
typedef struct KeyView {
    KeyRecord key;
    KeyStatus status;
    Id benefit_id;
    const char *name; /* of the product, in the reader's language */
    const char *offer_name;
} KeyView;

LIST_OF(KeyView);

typedef struct KeyQuery {
    int64_t limit;
    const char *after;  /* place_of_key() */
    const char *before; /* likewise; asked by pages only */
    int64_t status;     /* KeyStatus, or INPUT_ABSENT */
    const char *sku;    /* of this product only, or NULL */
    int64_t use_within; /* its last day is within so many days from today; or INPUT_ABSENT */
    int64_t sort;       /* into KEY_SORT_NAMES, or INPUT_ABSENT: those to be redeemed first */
    const char *q;      /* words in the names of product and offer, and the reference; or NULL */
    const char *partner_id; /* for the operator's staff, who must say whose */
    /* asked by nobody but ourselves: */
    bool counted;           /* as in ListPart */
    const char *const *ref; /* and besides, behind the others, those of these references */
    size_t ref_count;
} KeyQuery;
DECLARE_SHAPE(KEY_QUERY, KeyQuery);
DECLARE_SHAPE(KEY_LIST_QUERY, KeyQuery); /* for programs, which do not turn back */

extern const char *const KEY_SORT_NAMES[];

/*
 * The keys of a partner's benefits by their references, never their texts; those that
 * must be redeemed first come first. list_keys.c
 */
MUST_CHECK Err list_keys(Ctx *ctx, const KeyQuery *query, KeyViewList *ret);

/* A product of which the partner has benefits that give keys. */
typedef struct KeyProduct {
    const char *sku;
    const char *name; /* in the reader's language */
} KeyProduct;

LIST_OF(KeyProduct);

/* The same, and what may be asked for as KeyQuery.sku: each product once, by name. */
MUST_CHECK Err list_keys_and_products(Ctx *ctx, const KeyQuery *query, KeyViewList *ret,
                                      KeyProductList *ret_products);

/*
 * The unused one of the product that must be redeemed first. NOT_FOUND if there is none, or none
 * for the caller to see (RULE BEN-3).
 */
MUST_CHECK Err find_next_key(Ctx *ctx, const char *sku, KeyView *ret);

/* Behind which place the list goes on after this one of it. */
const char *place_of_key(Ctx *ctx, const KeyQuery *query, const KeyView *view);

/*
 * The same as CSV, without keys; with the heading where `after` is NULL. Gives the place behind
 * which to go on, or NULL: that was all.
 */
MUST_CHECK Err export_keys(Ctx *ctx, const KeyQuery *query, Buf *out, const char **ret_last);

typedef struct RevealInput {
    const char *tenant_id;
    int64_t tenant_verified; /* must be 1 (RULE KEY-6) */
} RevealInput;
DECLARE_SHAPE(REVEAL_INPUT, RevealInput);

/* The key, after the event that says who saw it. */
MUST_CHECK Err reveal_key(Ctx *ctx, const Id *benefit_id, const char *ref, const RevealInput *input,
                          ProductKey *ret);

typedef struct RevealManyInput {
    const char *tenant_id;
    int64_t tenant_verified;
    const char **ref;
    size_t ref_count;
} RevealManyInput;
DECLARE_SHAPE(REVEAL_MANY_INPUT, RevealManyInput);

typedef struct RevealedRow {
    const char *said; /* the reference as the request has it */
    KeyRecord record; /* empty where there is no such key */
    const char *name; /* of the product, in the reader's language */
    ProductKey key;   /* where the row is done */
    RowResult result;
} RevealedRow;

typedef struct RevealedRows {
    RevealedRow *row;
    size_t count;
} RevealedRows;

/*
 * The same with keys of any benefits of the caller's partner: one transaction, an event for each
 * key that is shown, and a result for each that was asked for. Verifying is for the whole request;
 * a row is refused with the other codes of reveal_key(), or KEY_DUPLICATE.
 */
MUST_CHECK Err reveal_keys(Ctx *ctx, const RevealManyInput *input, RevealedRows *ret);

/* --- taking keys back: revoke_keys.c ---------------------------------------------------------- */

/*
 * RULE KEY-11: the keys of a benefit that are not redeemed, by the operator; more than ten take two
 * people. NO_KEY_LEFT.
 */
PreviewAsked preview_keys_end;
DoAsked revoke_keys_of_benefit;

#endif
