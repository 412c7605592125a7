/*
 * Directory: partners, their organisations, and the people in them. The shapes of the inputs stand
 * in input.c.
 */
#ifndef SERVICE_DIRECTORY_DIRECTORY_H
#define SERVICE_DIRECTORY_DIRECTORY_H

#include "service/asked.h"
#include "service/list_part.h"
#include "service/row.h"
#include "store/directory/directory.h"
#include "store/sign_in/sign_in.h"

/* --- partners: partners.c ------------------------------------------------------------------- */

typedef struct PartnerInput {
    const char *name;
    const char *country;
    const char *locale;
    const char *external_id; /* or NULL */
} PartnerInput;
DECLARE_SHAPE(PARTNER_INPUT, PartnerInput);
DECLARE_SHAPE(PARTNER_CHANGE, PartnerInput); /* what is not there stays as it is */

/* A part of the list, or what has these. */
typedef struct PartnerQuery {
    const char *q; /* words in name and id; or NULL */
    const char *external_id;
    int64_t limit;
    const char *after;
} PartnerQuery;
DECLARE_SHAPE(PARTNER_QUERY, PartnerQuery);

typedef struct TenantInput {
    const char *name;
    const char *domain;
    const char *currency; /* of its credits, or NULL: that of the offer (RULE CR-10) */
    const char *external_id;
} TenantInput;
DECLARE_SHAPE(TENANT_INPUT, TenantInput);

typedef struct TenantChange {
    const char *name;
    const char *external_id;
} TenantChange;
DECLARE_SHAPE(TENANT_CHANGE, TenantChange);

typedef struct TenantQuery {
    const char *external_id;
    const char *domain;
    int64_t limit;
    const char *after;
} TenantQuery;
DECLARE_SHAPE(TENANT_QUERY, TenantQuery);

typedef struct UserInput {
    const char *email;
    const char *display_name;
    int64_t kind; /* UserKind */
    const char **role;
    size_t role_count;
    const char **programme;
    size_t programme_count;
    const char *external_id;
} UserInput;
DECLARE_SHAPE(USER_INPUT, UserInput);

/* What is to be otherwise; NULL leaves it as it is. */
typedef struct UserChange {
    const char *display_name;
    const char **role;
    size_t role_count;
    const char **programme;
    size_t programme_count;
    int64_t disabled; /* 0, 1 or INPUT_ABSENT */
    const char *external_id;
} UserChange;
DECLARE_SHAPE(USER_CHANGE, UserChange);

/* Which people of a tenant, and in which order; INPUT_ABSENT or NULL where it does not matter. */
typedef struct PeopleFilter {
    const char *q;     /* words in name and e-mail address */
    int64_t role;      /* into TENANT_ROLE_NAMES */
    int64_t kind;      /* UserKind */
    int64_t signed_in; /* 0: never, 1: some time */
    int64_t licenses;  /* 0: none, 1: some */
    const char *sku;   /* has a licence or a credit of this product */
    int64_t sort;      /* into PEOPLE_SORT_NAMES */
} PeopleFilter;
DECLARE_SHAPE(PEOPLE_FILTER, PeopleFilter);

extern const char *const SIGNED_IN_NAMES[];
extern const char *const LICENSES_NAMES[];
extern const char *const PEOPLE_SORT_NAMES[];

typedef struct UserQuery {
    PeopleFilter filter;
    const char *external_id;
    const char *email;
    int64_t limit;
    const char *after; /* place_of_user() */
} UserQuery;
DECLARE_SHAPE(USER_QUERY, UserQuery);

/*
 * The search that a filter comes to, in an order that people or programs would choose unless it
 * says one. NOT_PERMITTED where it asks what people hold and the caller may not see that (RULE
 * ROLE-1). The part is for the caller to say. find_users.c
 */
MUST_CHECK Err search_of_filter(Ctx *ctx, const PeopleFilter *filter, UserColumn unless_said,
                                UserSearch *ret);
/* Which part of it; CURSOR_INVALID. The search then is in the language in which it was begun. */
MUST_CHECK Err search_part(Ctx *ctx, const ListAsk *ask, UserSearch *search);
/* Behind which place the list goes on after somebody. */
const char *place_of_user(Ctx *ctx, const UserSearch *search, const User *user);

/* Somebody by e-mail address. */
typedef struct Whose {
    const char *email;
    const char *tenant_id; /* "operator": of its staff; NULL: there is one only */
} Whose;
DECLARE_SHAPE(WHOSE_INPUT, Whose);

MUST_CHECK Err create_partner(Ctx *ctx, const PartnerInput *input, Partner *ret);
MUST_CHECK Err get_partner(Ctx *ctx, const Id *id, Partner *ret);
MUST_CHECK Err list_partners(Ctx *ctx, const PartnerQuery *query, PartnerList *ret);
MUST_CHECK Err change_partner(Ctx *ctx, const Id *id, const PartnerInput *change, Partner *ret);

/*
 * RULE BEN-12: the partner redeems, reveals, assigns and transfers nothing, until it is resumed.
 * ALREADY_SUSPENDED. suspend.c
 */
PreviewAsked preview_suspension;
DoAsked suspend_partner;
/* NOT_FOUND where it is not suspended. */
MUST_CHECK Err resume_partner(Ctx *ctx, const Id *id, Partner *ret);

MUST_CHECK Err create_tenant(Ctx *ctx, const Id *partner_id, const TenantInput *input, Tenant *ret);
MUST_CHECK Err get_tenant(Ctx *ctx, const Id *id, Tenant *ret);
MUST_CHECK Err list_tenants(Ctx *ctx, const Id *partner_id, const TenantQuery *query,
                            TenantList *ret);
MUST_CHECK Err change_tenant(Ctx *ctx, const Id *id, const TenantChange *change, Tenant *ret);

/* Administrators of a tenant make users of their own tenant, the operator of any. */
MUST_CHECK Err create_user(Ctx *ctx, const Id *tenant_id, const UserInput *input, User *ret);
MUST_CHECK Err get_user(Ctx *ctx, const Id *id, User *ret);
/*
 * A user admin changes people who are not global admins, roles are for a global admin to change,
 * though not the own, and programmes for the operator; nobody disables themselves: NOT_PERMITTED.
 * The operator's staff are changed by its admins, of whom one stays: LAST_ADMINISTRATOR. Who is
 * disabled cannot sign in: sessions, tokens, links and the calendar end. change_user.c
 */
MUST_CHECK Err change_user(Ctx *ctx, const Id *id, const UserChange *change, User *ret);
/* The same of whoever find_user_by_email() finds, on the server's own machine. */
MUST_CHECK Err change_user_by_email(Ctx *ctx, const Whose *whose, const UserChange *change,
                                    User *ret);
/* ret_search has what was looked for, for place_of_user(). */
MUST_CHECK Err list_users(Ctx *ctx, const Id *tenant_id, const UserQuery *query,
                          UserSearch *ret_search, UserList *ret);
/* The roles that the caller may give to people of a tenant (RULE ROLE-1). */
Roles roles_to_give(const Ctx *ctx);

/*
 * How the caller wants to read pages: the name of a zone (zone_named()), and so many rows. It is
 * kept with the account; nothing of anybody else's changes, so there is no event. users.c
 */
MUST_CHECK Err choose_time_zone(Ctx *ctx, const char *zone);
MUST_CHECK Err choose_page_rows(Ctx *ctx, int64_t rows);

typedef struct Me {
    User user;
    Tenant tenant;   /* id empty for the operator's staff */
    Partner partner; /* likewise */
} Me;

MUST_CHECK Err get_me(Ctx *ctx, Me *ret);

/* Staff of the operator: no tenant. */
DECLARE_SHAPE(STAFF_INPUT, UserInput);
MUST_CHECK Err create_staff(Ctx *ctx, const UserInput *input, User *ret);
MUST_CHECK Err list_staff(Ctx *ctx, const Page *page, UserList *ret);

/*
 * For the start: what is stored folded of people, and the order of names, made as this program does
 * (text_folding(), order_version()), some of them at a time, and before the first of them the
 * domains of tenants. Begins after an empty id; goes on as long as there are more. fold_people.c
 */
MUST_CHECK Err fold_people(Ctx *ctx, Id *after, bool *ret_more);

/* --- many people at once: people_rows.c, people_list.c, many_users.c ------------------------- */

/* Each by id, e-mail address or whole name. */
typedef struct PeopleInput {
    const char **person;
    size_t person_count;
    int64_t dry_run; /* 1: say what would become of each, and do nothing */
} PeopleInput;
DECLARE_SHAPE(PEOPLE_INPUT, PeopleInput);

typedef struct PersonRow {
    const char *said; /* what the request calls them */
    User user;        /* id empty: nobody is called so, or several are */
    Micros since;     /* of a licence that they have: since when; else 0 */
    RowResult result;
} PersonRow;

typedef struct PersonRows {
    PersonRow *row;
    size_t count;
} PersonRows;

typedef struct AccessInput {
    PeopleInput people;
    int64_t disabled;
} AccessInput;
DECLARE_SHAPE(ACCESS_INPUT, AccessInput);

/*
 * Disables these people of a tenant, or lets them sign in again, as change_user() does one. A row
 * is refused with what that refuses, or as find_people_of_rows() says.
 */
MUST_CHECK Err change_access(Ctx *ctx, const Id *tenant_id, const AccessInput *input,
                             PersonRows *ret);

/*
 * The people of a text as somebody pastes it: a line each, or parted by tabs, commas or semicolons,
 * though not between quotation marks. Of a line that has one e-mail address only that counts: the
 * rest are other columns of a table. `Name <address>` is the address. Reading ends behind max_count
 * of them and one more, which says that there are too many.
 */
PeopleInput people_in_text(Arena *arena, const char *text, size_t max_count);

/* --- participations: participations.c ------------------------------------------------------- */

/* All the other programmes that somebody takes part in; of the tenant, id or domain is NULL. */
typedef struct ParticipationInput {
    const char *tenant_id;
    const char *domain;
    const char *email;
    const char **programme;
    size_t programme_count;
} ParticipationInput;

typedef struct ImportInput {
    ParticipationInput *participation;
    size_t participation_count;
} ImportInput;
DECLARE_SHAPE(PARTICIPATIONS_INPUT, ImportInput);

typedef struct ImportOutcome {
    int64_t changed;
    int64_t unchanged;
    Rejection *rejected;
    size_t rejected_count;
} ImportOutcome;

/*
 * The operator's import of what RULE CR-6 asks about. Called outside the writer, as create_lot():
 * `run` gets some rows at a time. Where it fails, what was done before stays, and the same import
 * once more does the rest. Why a row is rejected: NOT_FOUND (the tenant), USER_NOT_IN_DIRECTORY,
 * PERSON_REPEATED (in a row before); MEMBER_INVALID is the whole import's.
 */
MUST_CHECK Err import_participations(Ctx *ctx, const ImportInput *input, RunWork *run, void *runner,
                                     ImportOutcome *ret);

/* --- for other services: find_user.c ---------------------------------------------------------- */

/*
 * An address can stand in several tenants, and among the operator's staff; then whose->tenant_id
 * must say where it is meant. NOT_FOUND, or MEMBER_INVALID where it does not say.
 */
MUST_CHECK Err find_user_by_email(Ctx *ctx, Tx *tx, const Whose *whose, User *ret);

/*
 * The one with this id in that tenant's directory, to whom something is to be given;
 * USER_NOT_IN_DIRECTORY, USER_DISABLED.
 */
MUST_CHECK Err find_user_of_tenant(Ctx *ctx, Tx *tx, const Id *tenant_id, const Id *user_id,
                                   User *ret);

/*
 * Whom each row means in that tenant; refused are USER_NOT_IN_DIRECTORY, PERSON_AMBIGUOUS (several
 * have that name) and PERSON_REPEATED (an earlier row is about the same person). people_rows.c
 */
MUST_CHECK Err find_people_of_rows(Ctx *ctx, Tx *tx, const Id *tenant_id, const PeopleInput *input,
                                   PersonRows *ret);

/* --- for other services: shut_out.c ----------------------------------------------------------- */

/* RULE ROLE-5: the token lets nobody in any more. The event says how that came. */
MUST_CHECK Err end_token(Ctx *ctx, Tx *tx, const Token *token, const char *how);

/* The same with all tokens of somebody; how many there were. */
MUST_CHECK Err end_tokens_of(Ctx *ctx, Tx *tx, const Id *user_id, const char *how,
                             int64_t *ret_count);

#endif
