/*
 * Partners as the operator's staff look after them: all of them, each with its next date and how it
 * is doing, and one with everything that is around it.
 */
#ifndef SERVICE_PARTNERS_PARTNERS_H
#define SERVICE_PARTNERS_PARTNERS_H

#include "base/buf.h"
#include "domain/benefit.h"
#include "service/activity/activity.h"
#include "service/benefits/benefits.h"
#include "service/directory/directory.h"
#include "service/sign_in/sign_in.h"

/* --- all of them: partners.c -------------------------------------------------------------------
 */

typedef struct PartnersQuery {
    const char *q;  /* words in name, id, domain and what others call it; or NULL */
    int64_t health; /* PartnerHealth, or INPUT_ABSENT */
    int64_t sort;   /* into PARTNER_SORT_NAMES, or INPUT_ABSENT: by name */
    int64_t limit;
    const char *after, *before; /* place_of_partner() */
} PartnersQuery;
DECLARE_SHAPE(PARTNERS_QUERY, PartnersQuery);

extern const char *const PARTNER_SORT_NAMES[]; /* name, and the first end of a year */

/* Counted, as in ListPart. */
MUST_CHECK Err search_partners(Ctx *ctx, const PartnersQuery *query, PartnerFoundList *ret);
/* Behind which place the list goes on after this one of it. */
const char *place_of_partner(Ctx *ctx, const PartnersQuery *query, const PartnerFound *found);
/* The list as rows of CSV; *ret_last is the place behind which to go on, or NULL. */
MUST_CHECK Err export_partners(Ctx *ctx, const PartnersQuery *query, Buf *out,
                               const char **ret_last);

/* --- one of them: partner.c --------------------------------------------------------------------
 */

enum { TENANTS_SHOWN = 20, YEARS_SHOWN = 20, PEOPLE_SHOWN = 10, DEEDS_SHOWN = 8 };

/* A year that it is or was enrolled in. */
typedef struct PartnerYear {
    EndingYear year;
    int64_t benefits; /* that it granted, without those that a higher offer took the place of */
    int64_t used;     /* of them: used up, or in part */
} PartnerYear;

/* Somebody who may administer one of its organisations. */
typedef struct PartnerPerson {
    User user;
    const char *tenant_name;
} PartnerPerson;

typedef struct PartnerView {
    PartnerFound found;
    PartnerHealth health;
    TenantList tenants;
    PartnerYear *year; /* the latest first */
    size_t year_count;
    bool more_years;
    int64_t of_status[BENEFIT_EXPIRED + 1]; /* how many benefits */
    BenefitView *next;                      /* the first that has to be used by a day, or NULL */
    PartnerPerson *person;
    size_t person_count;
    bool more_people;
    ActivityList activity; /* what happened last; none where the caller may not see that */
} PartnerView;

MUST_CHECK Err get_partner_view(Ctx *ctx, const Id *id, PartnerView *ret);

/* --- a new one: onboard.c ------------------------------------------------------------------------
 */

/* A company, its organisation, whoever administers that first, and perhaps an offer. */
typedef struct OnboardingInput {
    PartnerInput partner;
    const char *domain;
    const char *currency;
    const char *administrator_name;
    const char *administrator_email;
    const char *offer; /* or NULL: none yet */
    int64_t starts_on; /* day number, or INPUT_ABSENT: today */
    int64_t dry_run;   /* 1: say what would be granted, and do nothing */
} OnboardingInput;
DECLARE_SHAPE(ONBOARDING_INPUT, OnboardingInput);

typedef struct Onboarded {
    Partner partner;
    Tenant tenant; /* called as the company */
    User administrator;
    bool enrolled;
    EnrolmentView enrolment;      /* where it is */
    char link[SESSION_TEXT_SIZE]; /* by which the administrator chooses a password, once */
} Onboarded;

/*
 * All of it in one transaction, or nothing. What create_partner(), create_tenant(),
 * create_user() and create_enrolment() refuse; ALREADY_EXISTS says which member it is.
 */
MUST_CHECK Err onboard_partner(Ctx *ctx, const OnboardingInput *input, Onboarded *ret);

/* What that would refuse, and grant; the preview has no line where no offer is named. */
MUST_CHECK Err preview_onboarding(Ctx *ctx, const OnboardingInput *input, EnrolmentPreview *ret);

#endif
