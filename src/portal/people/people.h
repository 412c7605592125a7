/*
 * People: the users of an organisation, one of them, and the form that adds one.
 */
#ifndef PORTAL_PEOPLE_PEOPLE_H
#define PORTAL_PEOPLE_PEOPLE_H

#include "html/fault.h"
#include "html/form_view.h"
#include "service/people/people.h"
#include "store/directory/directory.h"
#include "store/subscriptions/subscriptions.h"

typedef struct PeopleView {
    PersonViewList people;
    const char *q;         /* what was looked for, or NULL */
    const char *tenant_id; /* whose the operator's staff look at, or NULL */
    const char *csv;       /* addresses */
    const char *next;      /* or NULL */
    bool shows_holds;
    bool may_add;
    bool only_you; /* nobody else is there yet */
} PeopleView;

typedef struct PersonPage {
    PersonView person;
    const char *role[ROLES_MAX + 1]; /* English */
    size_t role_count;
    SubscriptionList free; /* active ones that the person could get a licence of */
    Fault fault;
    Date today;
    bool shows_holds;
    bool may_assign;
    bool may_disable; /* and enable */
} PersonPage;

/* A role that can be given. */
typedef struct RoleChoice {
    const char *name;
    const char *text; /* English */
    bool chosen;
} RoleChoice;

typedef struct NewPersonView {
    FormNote note;
    FormInput input[2];
    const char *tenant_id; /* or NULL: the reader's own */
    const char *role_fault;
    bool guest;
    RoleChoice role[ROLES_MAX];
    size_t role_count;
} NewPersonView;

void html_people(Html *page, const PeopleView *view);
void html_person(Html *page, const PersonPage *view);
void html_new_person(Html *page, const NewPersonView *view);

#endif
