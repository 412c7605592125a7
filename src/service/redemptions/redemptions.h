/*
 * Redemptions: using keys: what would happen, what happened, and taking it back. The shapes of
 * inputs and queries stand in input.c.
 */
#ifndef SERVICE_REDEMPTIONS_REDEMPTIONS_H
#define SERVICE_REDEMPTIONS_REDEMPTIONS_H

#include "service/context.h"
#include "service/row.h"
#include "store/catalogue/catalogue.h"
#include "store/keys/keys.h"
#include "store/redemptions/redemptions.h"
#include "store/subscriptions/subscriptions.h"

/* --- redemption: redeem.c, replace.c -------------------------------------------------------- */

typedef struct ExpectInput {
    int64_t licenses;
    int64_t ends_on;
} ExpectInput;

enum { KEY_TYPED_LENGTH_MAX = 100 }; /* of a key or a reference, with whatever stands in it */

typedef struct RedeemInput {
    const char *tenant_id;
    int64_t action; /* Action, without void */
    const char **key;
    size_t key_count;
    const char **key_ref; /* of own benefits, instead of keys */
    size_t key_ref_count;
    const Digest *key_digest; /* of a draft: keys that were read before */
    size_t key_digest_count;
    int64_t add_licenses; /* RULE CT-10; absent: all of the key */
    const char *subscription_id;
    int64_t separate;    /* 0, 1 or absent */
    ExpectInput *expect; /* or NULL */
} RedeemInput;
DECLARE_SHAPE(REDEEM_INPUT, RedeemInput);
DECLARE_SHAPE(PREVIEW_INPUT, RedeemInput);

enum { WARNINGS_MAX = 4 };

/* What a redemption does or did (RULE CT-7): the preview and the receipt are the same thing. */
typedef struct RedemptionView {
    Receipt receipt; /* of a preview without id, moment and user */
    Calculation calculation;
    const char *tenant_name;
    const char *tenant_domain;
    const char *user_name;             /* who redeemed; only of a single receipt, else NULL */
    const char *warning[WARNINGS_MAX]; /* English source texts, or with a name: the reader's */
    const char *warning_code[WARNINGS_MAX];
    size_t warning_count;
} RedemptionView;

/* What would happen. Changes nothing. */
MUST_CHECK Err preview_redemption(Ctx *ctx, const RedeemInput *input, RedemptionView *ret);

/* Make it happen: exactly what the preview said, or PREVIEW_OUTDATED. Emits key.redeemed. */
MUST_CHECK Err redeem_keys(Ctx *ctx, const RedeemInput *input, RedemptionView *ret);

/* --- the keys of many benefits: activate_benefits.c ------------------------------------------ */

typedef struct ActivationInput {
    const char *tenant_id; /* repeated (RULE SUB-4) */
    const char **benefit;
    size_t benefit_count;
    int64_t dry_run;    /* 1: say what would be, and do nothing */
    const char *expect; /* what a dry run said: this or nothing; or NULL */
} ActivationInput;
DECLARE_SHAPE(ACTIVATION_INPUT, ActivationInput);

typedef struct ActivationRow {
    const char *said; /* the id as the request has it */
    const char *name; /* of the product in the reader's language, or NULL */
    size_t keys;      /* that can be used */
    RowResult result;
    const RedemptionView *redemption; /* where the row is done: of all rows of its product */
} ActivationRow;

typedef struct ActivationRows {
    ActivationRow *row;
    size_t count;
    const char *plan; /* of what these rows say, for `expect` */
} ActivationRows;

/*
 * Activates what the benefits' unused keys are for: those of one product together, as one
 * redemption (RULE KEY-9), each product on its own. A row is refused with NOT_FOUND,
 * KEY_DUPLICATE, BENEFIT_WITHOUT_KEY, TOO_MANY_KEYS_TOGETHER or what redeem_keys() says;
 * WRONG_TENANT, and PREVIEW_OUTDATED where the rows are not what was expected, refuse all.
 */
MUST_CHECK Err activate_benefits(Ctx *ctx, const ActivationInput *input, ActivationRows *ret);

/* --- drafts of redemptions: drafts.c -------------------------------------------------------- */

/*
 * A draft lives for a day at its own address and remembers which keys were read, so that the key
 * need not be typed, shown or sent again; on another device too, by the same person. Nothing is
 * used until the draft is redeemed.
 */
typedef struct DraftInput {
    const char **key;
    size_t key_count;
    const char **key_ref;
    size_t key_ref_count;
    const char *subscription_id; /* NULL: to be activated */
} DraftInput;

/*
 * Fails as the preview does for keys; keys of several products are a PRODUCT_MISMATCH. With a
 * subscription of another product, the draft is one without a subscription: entered keys are not
 * lost for having been entered in the wrong place.
 */
MUST_CHECK Err create_draft(Ctx *ctx, const DraftInput *input, Id *ret);

/*
 * What is drafted: the keys with their product, and the subscription if one was named. Of a draft
 * that was redeemed there is the draft only, with its receipt.
 */
typedef struct DraftView {
    Draft draft;
    KeyRecord *key;
    Product product;
    Subscription subscription; /* id empty where none was named */
} DraftView;

/* NOT_FOUND when it is a day old or another's. */
MUST_CHECK Err get_draft(Ctx *ctx, const Id *id, DraftView *ret);

/* How the keys are to be used: the members of a redemption that the draft does not have. */
typedef struct DraftChoice {
    int64_t action;
    int64_t add_licenses;
    int64_t separate;
    const char *subscription_id; /* instead of the draft's, or NULL */
    const char *tenant_id;       /* repeated on redeeming (RULE SUB-4) */
    ExpectInput *expect;
} DraftChoice;
DECLARE_SHAPE(DRAFT_CHOICE, DraftChoice);

/* What would happen, or why it would be refused: on a page both are an answer. */
typedef struct Preview {
    Err refused;         /* OK, or why */
    Refusal refusal;     /* what there is to say about it */
    RedemptionView view; /* where nothing is refused */
} Preview;

/* What each of these choices would come to. A refusal is an answer, so it fails with trouble only.
 */
MUST_CHECK Err preview_draft(Ctx *ctx, const DraftView *draft, const DraftChoice *choice,
                             size_t count, Preview *ret);
/* Redeems; the draft remembers the receipt for as long as it is kept. */
MUST_CHECK Err redeem_draft(Ctx *ctx, const Id *id, const DraftChoice *choice, RedemptionView *ret);
/* Whose licences of an ended subscription are released first (RULE SUB-6). */
typedef struct Release {
    Id subscription_id;
    const char **user_id; /* as they were sent; what is none is NOT_FOUND */
    size_t count;
} Release;

/* Both or neither: what is refused releases nobody. */
MUST_CHECK Err release_and_redeem(Ctx *ctx, const Id *id, const Release *release,
                                  const DraftChoice *choice, RedemptionView *ret);
/* The receipt of a draft that was redeemed; empty while it was not. */
MUST_CHECK Err find_receipt_of_draft(Ctx *ctx, const Id *id, Id *ret);

typedef struct WhatIfInput {
    int64_t action;
    int64_t licenses;
    int64_t add_licenses;
} WhatIfInput;
DECLARE_SHAPE(WHAT_IF_INPUT, WhatIfInput);

/* The preview for a key that one does not have yet. */
MUST_CHECK Err what_if(Ctx *ctx, const Id *subscription_id, const WhatIfInput *input,
                       RedemptionView *ret);
/* The same, where a refusal is an answer too; fails only where there is no such subscription. */
MUST_CHECK Err try_what_if(Ctx *ctx, const Id *subscription_id, const WhatIfInput *input,
                           Preview *ret);

/* The same for subscriptions of one product that the caller's tenant has and that were read before.
 */
typedef struct WhatIfCase {
    const Subscription *subscription;
    WhatIfInput input;
} WhatIfCase;

MUST_CHECK Err try_what_ifs(Ctx *ctx, const char *sku, const WhatIfCase *what, size_t count,
                            Preview *ret);

/*
 * Several keys one after another, as if all were redeemed today: each meets what those before it
 * left. The first that is refused is the last that is looked at: plan->tried of them were.
 */
typedef struct WhatIfPlan {
    const Subscription *subscription;
    const WhatIfInput *step;
    size_t count;
    Preview *preview; /* the caller's, one for each step */
    size_t tried;
} WhatIfPlan;

MUST_CHECK Err try_plan(Ctx *ctx, WhatIfPlan *plan);

MUST_CHECK Err get_receipt(Ctx *ctx, const Id *id, RedemptionView *ret);

typedef struct RedemptionViewList {
    RedemptionView *item;
    size_t count;
    bool more;
} RedemptionViewList;

typedef struct ReceiptQuery {
    int64_t limit;
    const char *after;
    const char *subscription_id; /* NULL: of the whole tenant */
    const char *tenant_id;       /* for the operator's staff */
    int64_t since;               /* Micros: redeemed then or later; or INPUT_ABSENT */
} ReceiptQuery;
DECLARE_SHAPE(RECEIPT_QUERY, ReceiptQuery);

MUST_CHECK Err list_receipts(Ctx *ctx, const ReceiptQuery *query, RedemptionViewList *ret);

typedef struct ReplacementInput {
    const char *reason;
} ReplacementInput;
DECLARE_SHAPE(REPLACEMENT_INPUT, ReplacementInput);

typedef struct Replacement {
    Id lot_id;
    const char **ref;
    size_t ref_count;
} Replacement;

/*
 * RULE KEY-10: void a redemption, in whichever tenant, and issue a new key for each of its keys.
 * LICENSES_IN_USE, or REPLACEMENT_REFUSED: it is void already or a void itself, more than 30 days
 * old, or later redemptions stand on it.
 */
MUST_CHECK Err replace_redemption(Ctx *ctx, const Id *id, const ReplacementInput *input,
                                  Replacement *ret);

#endif
