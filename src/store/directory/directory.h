/*
 * Directory: partners, their tenants, and the people in them.
 */
#ifndef STORE_DIRECTORY_DIRECTORY_H
#define STORE_DIRECTORY_DIRECTORY_H

#include "base/id/id.h"
#include "base/list.h"
#include "base/order/order.h"
#include "base/text/text.h"
#include "domain/choices/choices.h"
#include "domain/partner.h"
#include "domain/role.h"
#include "store/engine/engine.h"

typedef struct Partner {
    Id id;
    const char *name;
    const char *country;
    const char *locale;
    const char *external_id; /* what others call it, or NULL */
    Micros created_at;
    Micros suspended_at; /* 0: is not */
} Partner;

typedef struct Tenant {
    Id id;
    Id partner_id;
    const char *name;
    const char *domain;
    const char *currency;    /* NULL: credits stay in the currency of the offer */
    const char *external_id; /* what others call it, or NULL */
    Micros created_at;
} Tenant;

typedef struct User {
    Id id;
    Id tenant_id; /* empty: the operator's own staff */
    const char *email;
    const char *display_name;
    const char *sort_name;   /* the same in small letters: whole names are compared by it */
    const char *search_text; /* name and address, folded; read by store_user_search() only */
    SortKeys sort;           /* what lists of people are in the order of; likewise */
    UserKind kind;
    Roles roles;
    const char *password_hash; /* NULL: no password yet */
    Micros created_at;
    Micros signed_in_at;     /* 0: never */
    Micros disabled_at;      /* 0: may sign in */
    const char *external_id; /* what others call them, or NULL */
    const char **programme;  /* codes such as csp, in alphabetical order */
    size_t programme_count;
} User;

/* A partner as the operator's staff look at it among others. */
typedef struct PartnerFound {
    Partner partner;
    const char *domain; /* of its first organisation, or NULL */
    int64_t tenants;
    PartnerFacts facts;
    SortKeys sort;
} PartnerFound;

typedef enum PartnerColumn {
    PARTNER_BY_NAME,
    PARTNER_BY_END, /* the first of its years to end; those without one come last */
} PartnerColumn;

/* A part of the partners. */
typedef struct PartnerSearch {
    Words words;         /* in name, id, domain, country, or what others call it */
    const char *country; /* or NULL */
    int64_t health;      /* PartnerHealth, or below 0 for any */
    Date today;
    PartnerColumn column;
    bool falling;
    Lang lang; /* names are in the order of its readers */
    ListPart part;
} PartnerSearch;

/* What a list of people is ordered by; ids decide between equals. */
typedef enum UserColumn {
    USER_BY_NAME,
    USER_BY_SIGN_IN, /* whoever never signed in comes first */
    USER_BY_ID,
} UserColumn;

/* Whether it must be so, or must not; 0 is both. */
typedef enum Wish { WISH_EITHER, WISH_NOT, WISH_SO } Wish;

/* A part of the people of a tenant, in whose name and e-mail address words are. */
typedef struct UserSearch {
    Id tenant_id;
    Words words;
    Roles roles;      /* who has one of these; 0: whoever it is */
    const char *kind; /* of USER_KIND_NAMES, or NULL */
    Wish signed_in;   /* ever */
    Wish licensed;    /* has a licence of any subscription */
    const char *sku;  /* has a licence, or a credit that has not ended today, of this product */
    Date today;
    UserColumn column;
    bool falling;
    Lang lang; /* names are in the order of its readers */
    ListPart part;
    bool with_programmes; /* that they take part in; not where words are looked for */
} UserSearch;

LIST_OF(Partner);
LIST_OF(PartnerFound);
LIST_OF(Tenant);
LIST_OF(User);

MUST_CHECK Err store_partner_get(Tx *tx, const Id *id, Arena *arena, Partner *ret);
/* In whose name and id these words are. */
MUST_CHECK Err store_partner_list(Tx *tx, const Page *page, const Words *words, Arena *arena,
                                  PartnerList *ret);
/* The one that others call so, if there is one and it has these words. */
MUST_CHECK Err store_partner_list_external(Tx *tx, const char *external_id, const Words *words,
                                           Arena *arena, PartnerList *ret);
/* Where a partner stands in the order of a search. find_partners.c */
Order partner_order(const PartnerSearch *search, const PartnerFound *found);
MUST_CHECK Err store_partner_search(Tx *tx, const PartnerSearch *search, Arena *arena,
                                    PartnerFoundList *ret);
/* What a search would say of this one. */
MUST_CHECK Err store_partner_found_get(Tx *tx, const Id *id, Date today, Arena *arena,
                                       PartnerFound *ret);
/* Those of whose people no administrator can sign in, the oldest first. */
MUST_CHECK Err store_partner_list_unattended(Tx *tx, int64_t limit, Arena *arena, PartnerList *ret);
MUST_CHECK Err store_partner_add(Tx *tx, const Partner *partner);
/* Name, country, locale and what others call it; ALREADY_EXISTS where that is another one. */
MUST_CHECK Err store_partner_put(Tx *tx, const Partner *partner);
/* Since that moment, or 0: not any more. *ret_changed where it was otherwise before. */
MUST_CHECK Err store_partner_set_suspended(Tx *tx, const Id *id, Micros at, bool *ret_changed);
/* Of a partner that is there. */
MUST_CHECK Err store_partner_is_suspended(Tx *tx, const Id *id, bool *ret);

MUST_CHECK Err store_tenant_get(Tx *tx, const Id *id, Arena *arena, Tenant *ret);
/* Domains and e-mail addresses are stored in one spelling, and looked up as they are given. */
MUST_CHECK Err store_tenant_get_by_domain(Tx *tx, const char *domain, Arena *arena, Tenant *ret);
MUST_CHECK Err store_tenant_list(Tx *tx, const Id *partner_id, const Page *page, Arena *arena,
                                 TenantList *ret);
/* Of any partner, those whose domain is written as name servers do (xn--). */
MUST_CHECK Err store_tenant_list_encoded(Tx *tx, const Id *after, int64_t limit, Arena *arena,
                                         TenantList *ret);
MUST_CHECK Err store_tenant_set_domain(Tx *tx, const Id *id, const char *domain);
MUST_CHECK Err store_tenant_list_external(Tx *tx, const Id *partner_id, const char *external_id,
                                          Arena *arena, TenantList *ret);
MUST_CHECK Err store_tenant_add(Tx *tx, const Tenant *tenant);
/* Name and what others call it; ALREADY_EXISTS where that is another one of the partner. */
MUST_CHECK Err store_tenant_put(Tx *tx, const Tenant *tenant);

MUST_CHECK Err store_user_get(Tx *tx, const Id *id, Arena *arena, User *ret);
MUST_CHECK Err store_user_get_by_email(Tx *tx, const Id *tenant_id, const char *email, Arena *arena,
                                       User *ret);
MUST_CHECK Err store_user_list(Tx *tx, const Id *tenant_id, const Page *page, Arena *arena,
                               UserList *ret);
MUST_CHECK Err store_user_list_external(Tx *tx, const Id *tenant_id, const char *external_id,
                                        Arena *arena, UserList *ret);
/* Where somebody stands in the order of a search. */
Order user_order(const UserSearch *search, const User *user);
MUST_CHECK Err store_user_search(Tx *tx, const UserSearch *search, Arena *arena, UserList *ret);

/* What people of one tenant are called: ids, or addresses or whole names in small letters. */
typedef struct UserNames {
    Id tenant_id;
    const char *const *text;
    size_t count;
} UserNames;

/* A list for each of them: whoever is called so, without the programmes they take part in. */
MUST_CHECK Err store_user_lists_named(Tx *tx, const UserNames *names, Arena *arena, UserList **ret);
/* All users with this e-mail address, in any tenant, at most 200. */
MUST_CHECK Err store_user_list_by_email(Tx *tx, const char *email, Arena *arena, UserList *ret);
/* Users of the tenant who have one of these roles and may sign in: the first five. */
MUST_CHECK Err store_user_list_with_role(Tx *tx, const Id *tenant_id, Roles roles, Arena *arena,
                                         UserList *ret);
/* Of all tenants of a partner, who has a role there, those who may sign in first. find_partners.c
 */
MUST_CHECK Err store_user_list_of_partner(Tx *tx, const Id *partner_id, int64_t limit, Arena *arena,
                                          UserList *ret);
MUST_CHECK Err store_user_labels(Tx *tx, const LabelScope *scope, Arena *arena, Label **ret);
MUST_CHECK Err store_user_add(Tx *tx, const User *user);
/* All, in any tenant, in the order of their ids. */
MUST_CHECK Err store_user_list_all(Tx *tx, const Id *after, int64_t limit, Arena *arena,
                                   UserList *ret);
/* The address, and what follows from it and the name. */
MUST_CHECK Err store_user_put_folded(Tx *tx, const User *user);
/* What can change of a user: name, roles, what others call them and whether they are disabled. */
MUST_CHECK Err store_user_put(Tx *tx, const User *user);
/* The programmes of the user instead of those it had. */
MUST_CHECK Err store_user_set_programmes(Tx *tx, const User *user);
/* An Argon2id hash in libsodium's text form. */
MUST_CHECK Err store_user_set_password(Tx *tx, const Id *user_id, const char *hash);
/* In which zone they read moments, or NULL; how many rows a page of a list has, or 0. */
MUST_CHECK Err store_user_set_time_zone(Tx *tx, const Id *user_id, const char *zone);
MUST_CHECK Err store_user_set_page_rows(Tx *tx, const Id *user_id, int64_t rows);
MUST_CHECK Err store_user_set_signed_in(Tx *tx, const Id *user_id, Micros at);

#endif
