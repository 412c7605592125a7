/*
 * Partners: all of them, and one with what is around it.
 */
#ifndef CONSOLE_PARTNERS_PARTNERS_H
#define CONSOLE_PARTNERS_PARTNERS_H

#include "html/badge.h"
#include "html/form_view.h"
#include "html/html.h"
#include "html/lists/lists.h"
#include "html/sort_link.h"
#include "service/partners/partners.h"

enum { PARTNER_COLUMNS = 2 }; /* as in PARTNER_SORT_NAMES: name, next end */

/* A day number as a day. */
static inline Date
day_numbered(int64_t day)
{
    return (Date){(int32_t)day};
}

/* How it is doing: the renewals that are due say in how many days. */
Badge badge_of_health(PartnerHealth health);

typedef struct PartnersView {
    const PartnerFound *found;
    size_t count;
    ListFilter filter;
    ListPages pages;
    ListViews views;
    SortLink column[PARTNER_COLUMNS];
    const char *csv; /* address */
    Date today;
    bool may_add;
    bool is_filtered;
} PartnersView;

void html_partners(Html *page, const PartnersView *view);

/* Somebody who can act, and what their roles are called. */
typedef struct ActorRow {
    const PartnerPerson *person;
    const char *role[ROLES_MAX + 1]; /* English */
    size_t role_count;
} ActorRow;

/* What happened, and to what. */
typedef struct DeedRow {
    const Activity *activity;
    const char *object_address; /* or NULL */
} DeedRow;

typedef struct PartnerPage {
    const PartnerView *partner;
    Badge health;
    ActorRow *actor;
    DeedRow *deed;
    Date today;
    FormNote note;
    FormInput reason; /* why it is suspended */
    bool may_change;
    bool sees_benefits; /* and what else is the partner's own */
    bool may_make_link; /* for those without a password, */
    bool may_make_any;  /* and for others */
} PartnerPage;

void html_partner(Html *page, const PartnerPage *view);

/* --- a new one: new_partner.c
 * ---------------------------------------------------------------------- */

typedef struct NewPartnerView {
    FormNote note;
    FormInput name;
    FormSelect country;
    FormInput domain;
    FormInput administrator_name, administrator_email;
    FormSelect offer;
    FormInput starts_on;
} NewPartnerView;

/* What an offer would grant, and everything that was entered, to go on or back with. */
typedef struct PartnerCheckView {
    const OnboardingInput *input;
    const Form *sent;
    const char *country; /* its name */
    EnrolmentPreview preview;
} PartnerCheckView;

/* The offers, of which none may be chosen; the first day of a year, which is today unless said. */
MUST_CHECK Err offer_field(Ctx *ctx, const Request *request, const char *none, FormSelect *ret);
FormInput start_field(Ctx *ctx, const Request *request);

/* One that there is gets an offer: enrol.c */
typedef struct EnrolView {
    const Partner *partner;
    const EnrolmentPreview *preview; /* what that grants; NULL before it was asked */
    const Form *sent;
    FormNote note;
    FormSelect offer;
    FormInput starts_on;
    FormSelect tenant;
} EnrolView;

void html_enrol(Html *page, const EnrolView *view);

/* Somebody's link, shown this once. */
typedef struct PasswordLinkView {
    const Partner *partner; /* NULL: of the staff */
    const User *user;
    const char *link;
    bool made;       /* the partner was made just now, */
    size_t benefits; /* with so many benefits */
} PasswordLinkView;

void html_new_partner(Html *page, const NewPartnerView *view);
void html_partner_check(Html *page, const PartnerCheckView *view);
void html_password_link(Html *page, const PasswordLinkView *view);
void html_enrolment_preview(Html *page, const EnrolmentPreview *preview);

#endif
