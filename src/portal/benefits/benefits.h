/*
 * Benefits: what the pages of benefits and of their keys show.
 */
#ifndef PORTAL_BENEFITS_BENEFITS_H
#define PORTAL_BENEFITS_BENEFITS_H

#include "html/badge.h"
#include "html/fault.h"
#include "html/lists/lists.h"
#include "html/qr.h"
#include "html/sort_link.h"
#include "portal/credits/credits.h"
#include "portal/redemptions/redemptions.h"
#include "service/benefits/benefits.h"
#include "service/redemptions/redemptions.h"
#include "store/benefits/benefits.h"
#include "store/catalogue/catalogue.h"
#include "store/directory/directory.h"
#include "store/keys/keys.h"
#include "store/redemptions/redemptions.h"
#include "store/subscriptions/subscriptions.h"

/* How far it is used. */
Badge benefit_badge(const BenefitView *view, Date today);
Badge key_badge(KeyStatus status, Date redeem_by, Date today);

/* The words of the choices that lists are filtered by; English. */
const char *benefit_status_text(BenefitStatus status);
const char *key_status_text(KeyStatus status);
const char *category_text(ProductKind kind);

/* --- a benefit in full: detail.c, benefit.html ---------------------------------------------- */

/* What extending a subscription with a key of so many licences comes to, or why it cannot be. */
typedef struct Extension {
    const Subscription *subscription;
    int64_t key_licenses;
    Preview preview;
    Fault fault;
    int64_t licenses_that_fit; /* too much for the end date: to be added instead, or INPUT_ABSENT */
} Extension;

/* Somebody who looks at a benefit, and what it looks like to them. */
typedef struct BenefitDetail {
    const BenefitView *benefit;
    Date today;
    const char *tenant_id;
    const Subscription *subscription; /* active ones of the same product */
    size_t subscription_count;
    Extension *extension;
    size_t extension_count;
    bool may_reveal;
    bool may_redeem;
    UserList administrators;   /* whom to ask who may not */
    const char *refused_ref;   /* the key that was not shown, or NULL */
    const char *refused;       /* why, in the reader's language */
    const char *refused_field; /* what is wrong with the tick box, or NULL */
} BenefitDetail;

/* Reads what the benefit itself does not say. */
MUST_CHECK Err load_detail(Ctx *ctx, const BenefitView *benefit, BenefitDetail *ret);

/* Of this subscription with this key; NULL where it was not worked out. */
MUST_CHECK const Extension *find_extension(const BenefitDetail *detail,
                                           const Subscription *subscription, const KeyRecord *key);

/* Can it still be redeemed? */
MUST_CHECK bool key_is_open(const KeyRecord *key, Date today);

/* Is this the key that was not shown? */
MUST_CHECK bool is_refused(const BenefitDetail *view, const KeyRecord *key);

void html_benefit_detail(Html *page, const BenefitDetail *view);
void html_benefit(Html *page, const BenefitDetail *view);
void html_quantity(Html *page, const BenefitView *view);
void html_used(Html *page, const BenefitView *view);
void html_credit_link(Html *page, const BenefitView *view); /* where it is assigned, or opened */

/* --- the list: benefits.c, benefits.html ---------------------------------------------------- */

enum { BENEFIT_COLUMNS = 5 }; /* as in BENEFIT_SORT_NAMES: name, use by, offer, status, quantity */

typedef struct BenefitRowView {
    const BenefitView *benefit;
    const BenefitDetail *detail; /* NULL: closed */
} BenefitRowView;

typedef struct BenefitsView {
    BenefitQuery query;
    Date today;
    const char *closed; /* the address of this list without details */
    const char *opened; /* the same, to which the id of a benefit is added */
    BenefitRowView *row;
    size_t count;
    SortLink column[BENEFIT_COLUMNS];
    ListFilter filter;
    ListPages pages;
    ListViews views;
    const char *csv;
    const char *tick; /* the address of the list with all ticked, or none */
    const Form *sent; /* with those that were, where what was to be done is refused */
    const char *tenant_id;
    Fault fault; /* of what was to be done with those that are ticked */
    bool is_filtered;
    bool may_tick;
    bool ticked; /* all that can be activated are, to begin with */
} BenefitsView;

/* Has it a key that could be activated? */
bool benefit_is_open(const BenefitView *view);

/* --- activating many: activations.c, activations.html ---------------------------------------- */

typedef struct ActivationRowView {
    const ActivationRow *row;
    const char *refused; /* why, in the reader's language, or NULL */
} ActivationRowView;

typedef struct ActivationsView {
    ActivationRowView *row;
    size_t count;
    size_t done;      /* how many can be, or were */
    const char *plan; /* what is promised */
    const char *tenant_id;
    const char *unverified; /* what is wrong with the box, or NULL */
    Fault fault;
    bool dry_run; /* nothing is done yet */
} ActivationsView;

void html_activations(Html *page, const ActivationsView *view);
void html_benefits_bar(Html *page, const BenefitsView *view);

void html_benefits(Html *page, const BenefitsView *view);

/* --- keys: keys.c, keys.html ---------------------------------------------------------------- */

enum { KEY_COLUMNS = 3 }; /* as in KEY_SORT_NAMES: use by, licences, first shown */

typedef struct KeysView {
    KeyQuery query;
    Date today;
    const char *tenant_id; /* whose receipts the reader may see */
    KeyViewList keys;
    ListFilter filter;
    ListPages pages;
    ListViews views;
    SortLink column[KEY_COLUMNS];
    const char *csv;
    const char *tick;       /* the address of the list with all ticked, or none */
    const Form *sent;       /* with those that were, where what was to be done is refused */
    const char *unverified; /* what is wrong with the box of many, or NULL */
    Fault fault;            /* of what was to be done with those that are ticked */
    bool is_filtered;
    bool may_tick, may_reveal;
    bool ticked; /* all that can be used are, to begin with */
} KeysView;

void html_keys(Html *page, const KeysView *view);

/* RULE KEY-5: what stands behind # stays in the browser: the script of the page puts it in the
 * field. */
typedef struct KeyPlace {
    const char *where; /* the address at which a key is entered */
    const char *code;  /* the same with the key behind #, which no browser sends anywhere */
} KeyPlace;

KeyPlace key_place(Ctx *ctx, const Request *request, const char *text);

/* A page with a key on it. */
typedef struct RevealedView {
    const BenefitDetail *detail;
    const KeyRecord *key;
    const char *text;
    KeyPlace place;
} RevealedView;

/* The other one has many: many_keys.c, many_keys.html */
typedef struct ShownKey {
    const RevealedRow *row;
    const char *text;
    KeyPlace place;
    const char *refused; /* why, in the reader's language, or NULL */
} ShownKey;

typedef struct ShownKeys {
    ShownKey *key;
    size_t count;
    size_t refused;
} ShownKeys;

void html_shown_keys(Html *page, const ShownKeys *view);
void html_keys_bar(Html *page, const KeysView *view);

void html_revealed_key(Html *page, const RevealedView *view);

/* Activate, extend, add: straight from the key. */
void html_use_of_key(Html *page, const BenefitDetail *view, const KeyRecord *key);

#endif
