/*
 * People: the users of an organisation, one of them, and the form that adds one.
 */
#ifndef PORTAL_PEOPLE_PEOPLE_H
#define PORTAL_PEOPLE_PEOPLE_H

#include "html/fault.h"
#include "html/form_view.h"
#include "html/lists/lists.h"
#include "html/sort_link.h"
#include "service/people/people.h"
#include "store/directory/directory.h"
#include "store/subscriptions/subscriptions.h"

enum { PEOPLE_COLUMNS = 2 }; /* as in PEOPLE_SORT_NAMES: name, last sign-in */

/* Somebody, and what their roles are called. */
typedef struct PersonRow {
    const PersonView *person;
    const char *role[ROLES_MAX + 1]; /* English */
    size_t role_count;
} PersonRow;

typedef struct PeopleView {
    PersonRow *row;
    size_t count;
    ListFilter filter;
    ListPages pages;
    ListViews views;
    SortLink column[PEOPLE_COLUMNS];
    const char *tenant_id; /* whose the operator's staff look at, or NULL */
    const char *csv;       /* address */
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
    UndoForm undo;
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
