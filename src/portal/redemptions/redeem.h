/*
 * Redeem: enter keys, see the result before anything happens, redeem.
 */
#ifndef PORTAL_REDEMPTIONS_REDEEM_H
#define PORTAL_REDEMPTIONS_REDEEM_H

#include "html/fault.h"
#include "portal/redemptions/key_entry.h"
#include "portal/redemptions/redemptions.h"
#include "service/redemptions/redemptions.h"
#include "store/keys/keys.h"
#include "store/redemptions/redemptions.h"
#include "store/subscriptions/subscriptions.h"

/* How a key is used, in the words of addresses and forms. */
typedef enum Way { WAY_ACTIVATE, WAY_EXTEND, WAY_ADD, WAY_SPLIT } Way;
extern const char *const WAY_NAMES[];

Action action_of(Way way);

/* Of a subscription that one has: whoever began to activate extends it instead. */
Way way_here(int64_t way);

/* Half of a key is somewhere to begin a split, where nobody has said how many. */
int64_t licenses_to_add(int64_t said, int64_t key_licenses);

/* Step 1, for a subscription. */
typedef struct RedeemEntry {
    Subscription subscription;
    const char *product;
    bool active;
    KeyEntry entry;
} RedeemEntry;

/* Steps 2 and 3: how the keys are to be used, and what comes of it. */
typedef struct RedeemCheck {
    DraftView draft;
    Subscription subscription; /* id empty: to be activated */
    const char *product;
    int64_t key_licenses; /* of all keys */
    Way way;
    int64_t add_licenses;           /* RULE CT-10: of a split; INPUT_ABSENT: nobody has said yet */
    Preview outlook[WAY_SPLIT + 1]; /* by Way; not of activating */
    Fault outlook_fault[WAY_SPLIT + 1];
    Preview preview;           /* of the way that was chosen */
    Fault fault;               /* why it cannot be done like this */
    int64_t licenses_that_fit; /* where the end date would move too far, or INPUT_ABSENT */
    Fault refused;             /* why it was not done */
    bool elsewhere;            /* because another organisation was meant */
    Fault unconfirmed;         /* of the tick */
    bool exists;               /* there is an active subscription already: subscription */
    bool in_use;               /* the ended one has too many people: subscription, and in */
    AssignmentList people;     /* … this list, of whom so many must be released */
    int64_t release_at_least;
    const Form *released; /* whose ticks stay, where the form is shown again; or NULL */
    bool may_release;
    const char *email;
    Id tenant_id;
} RedeemCheck;

/* What a form of redeeming says: what is chosen, and beside which result its button stood. */
typedef struct RedeemForm {
    DraftChoice choice; /* without the action, which follows from the way */
    ExpectInput expect;
    int64_t way;
    int64_t shown; /* a Way; INPUT_ABSENT: there is nothing to choose on that page */
    int64_t shown_licenses;
    int64_t show; /* 1: nothing is redeemed, the result of what is chosen is asked for */
    int64_t tenant_verified;
} RedeemForm;
DECLARE_SHAPE(REDEEM_FORM, RedeemForm);

/*
 * What the form says, in *form, and the choice that it comes to, which points into it. RULE SUB-4:
 * refused without the tick that says in which organisation.
 */
MUST_CHECK Err read_redemption(Ctx *ctx, const Request *request, RedeemForm *form,
                               DraftChoice *ret);

/* Then redeem, and go to the receipt. */
MUST_CHECK Err redeem_by_form(Ctx *ctx, const Request *request, const Id *draft_id,
                              const char *subscription_id, Reply *reply);

/* What was done already, by a second click or the button Back, leads to its receipt. */
static inline bool
is_done(const RedeemCheck *check)
{
    return !id_is_empty(&check->draft.draft.redemption_id);
}

MUST_CHECK Err go_to_receipt(Ctx *ctx, Reply *reply, const Id *receipt_id);

/* The draft in the path, with what its pages show anyway unless it is done. */
MUST_CHECK Err load_draft(Ctx *ctx, const Id *id, RedeemCheck *check);

/* Why a form is shown again. */
void explain_refusal(Ctx *ctx, const Request *request, RedeemCheck *check);

void html_redeem_entry(Html *page, const RedeemEntry *view);
void html_redeem_check(Html *page, const RedeemCheck *check);
void html_redeem_result(Html *page, const RedeemCheck *check);
void html_redeem_refused(Html *page, const RedeemCheck *check);
void html_redeem_tick(Html *page, const RedeemCheck *check);
void html_redeem_keys(Html *page, const RedeemCheck *check);

/* The page on which keys are entered, once more: for drafts.c. */
Handler page_redeem_enter_again;

#endif
