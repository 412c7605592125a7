/*
 * People: the users of an organisation, one of them, and the form that adds one.
 */
#ifndef PORTAL_PEOPLE_PEOPLE_H
#define PORTAL_PEOPLE_PEOPLE_H

#include "html/fault.h"
#include "html/form_view.h"
#include "html/lists/lists.h"
#include "html/sort_link.h"
#include "service/directory/directory.h"
#include "service/people/people.h"
#include "store/directory/directory.h"
#include "store/subscriptions/subscriptions.h"

enum { PEOPLE_COLUMNS = 2 }; /* as in PEOPLE_SORT_NAMES: name, last sign-in */

/* Somebody, and what their roles are called. */
typedef struct PersonLook {
    const PersonView *person;
    const char *role[ROLES_MAX + 1]; /* English */
    size_t role_count;
} PersonLook;

typedef struct PeopleView {
    PersonLook *row;
    size_t count;
    ListFilter filter;
    ListPages pages;
    ListViews views;
    SortLink column[PEOPLE_COLUMNS];
    const char *tenant_id; /* whose the operator's staff look at, or NULL */
    const char *csv;       /* address */
    bool shows_holds;
    bool may_add;
    bool only_you;             /* nobody else is there yet */
    bool may_tick;             /* and do something with all who are ticked */
    bool ticked;               /* all are, to begin with */
    const Form *sent;          /* with those who were, where what was to be done is refused */
    const char *tick;          /* the address of the list with all ticked, or none */
    SubscriptionList products; /* to assign and release; none who may not */
    Fault fault;               /* of what was to be done with those who are ticked */
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

/* --- who a name means: person_field.c, person_field.html ------------------------------------- */

/* A field that takes a name or an e-mail address, and what became of what was entered. */
typedef struct PersonField {
    const char *label;         /* English */
    const char *suggest;       /* an address of the page, to which what is typed is added */
    const char *typed;         /* or NULL */
    PersonViewList candidates; /* who is suggested: the first of those that match */
    UserList found;            /* whom it might mean; none where nobody was looked for */
    bool nobody;               /* it means nobody */
    Fault fault;
    bool may_add; /* people to the directory */
} PersonField;

/* With whom is suggested for what was typed, which may be NULL. */
MUST_CHECK Err load_person_field(Ctx *ctx, const char *typed, PersonField *field);

/* Look for what was typed: in ->found all that it might mean. */
MUST_CHECK Err look_for_person(Ctx *ctx, const char *typed, PersonField *field);

/*
 * RULE CR-3: somebody who is in the directory, by id or as typed; either may be NULL. *ret stays
 * empty where several people may be meant, or one whose whole name was not entered.
 * USER_NOT_IN_DIRECTORY, or MEMBER_INVALID where nothing is said.
 */
MUST_CHECK Err name_person(Ctx *ctx, const char *typed, const char *user_id, Id *ret);

void html_person_field(Html *page, const PersonField *field);
void html_person_found(Html *page, const User *user); /* name, address, guest or not */

/* --- many at once: people_rows.c, people_rows.html ------------------------------------------- */

typedef enum PeopleAction {
    PEOPLE_ASSIGN,
    PEOPLE_RELEASE,
    PEOPLE_ENABLE,
    PEOPLE_DISABLE,
} PeopleAction;

/* English. */
typedef struct PeopleActionWords {
    const char *check_title, *result_title;
    const char *would, *did, *unchanged; /* what becomes of somebody, or became */
} PeopleActionWords;

typedef struct PersonRowView {
    const PersonRow *person;
    const char *kind, *icon; /* of the badge */
    const char *text;        /* in the reader's language */
} PersonRowView;

/* The handler says the first ones; show_people_rows() the others. */
typedef struct PeopleRowsPage {
    PeopleAction action;
    bool dry_run; /* nothing is done yet */
    const PersonRows *rows;
    const Subscription *subscription; /* whose licences; NULL: access */
    bool from_subscription;           /* the page that led here is the subscription's */
    const PeopleActionWords *words;
    PersonRowView *row;
    size_t of_outcome[ROW_REFUSED + 1]; /* how many */
} PeopleRowsPage;

MUST_CHECK Err show_people_rows(Ctx *ctx, const Request *request, Reply *reply,
                                PeopleRowsPage *view);
void html_people_rows(Html *page, const PeopleRowsPage *view);
void html_people_bar(Html *page, const PeopleView *view);

/* Where signing in is allowed or not: as FIELD_CHOICE, 1 is disabled. */
extern const char *const ACCESS_NAMES[];

void html_people(Html *page, const PeopleView *view);
void html_person(Html *page, const PersonPage *view);
void html_new_person(Html *page, const NewPersonView *view);

#endif
