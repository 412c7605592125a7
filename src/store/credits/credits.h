/*
 * Credits: amounts that people may use, their ledger, and what is metered.
 */
#ifndef STORE_CREDITS_CREDITS_H
#define STORE_CREDITS_CREDITS_H

#include "base/id/id.h"
#include "base/list.h"
#include "domain/credit/credit.h"
#include "store/directory/directory.h"
#include "store/engine/engine.h"

/* A credit, as of when it was last written: the service brings it up to today. */
typedef struct Credit {
    Id tenant_id;
    Id id;
    Id partner_id;
    Id benefit_id;
    CreditTerm term;
    const char *currency;
    int64_t rate; /* millionths of that currency for a unit of the offer's (RULE CR-10) */
    Id holder_id; /* of a bulk credit; empty: nobody yet */
    int64_t users;
    CreditProgress progress;
    int64_t postings; /* how many there are */
    Micros created_at;
    /* read along with it: */
    const char *sku;
    Name name;
    GrantType type;
    const char *offer_code;
    const char *offer_name;
    const char *competency;
    Id superseded_by; /* the benefit's: it cannot be given to anybody any more */
} Credit;

/* One period of a credit and what has become of it. */
typedef struct CreditPeriodRecord {
    int64_t number;
    DateRange days;
    PeriodBalance balance;
} CreditPeriodRecord;

/* The same, and of which credit. */
typedef struct CreditPeriodOf {
    Id credit_id;
    CreditPeriodRecord period;
} CreditPeriodOf;

/* One side of an entry in the ledger. */
typedef struct Posting {
    int64_t seq;   /* 1, 2, ... within the credit */
    int64_t entry; /* the seq of its first posting; those of an entry sum to zero */
    MoveKind kind;
    LedgerAccount account;
    Id holder_id; /* of what is available of a bulk credit, else empty */
    int64_t period;
    int64_t micros; /* below zero where it leaves the account */
    Micros at;
} Posting;

/* What is available of a period. */
typedef struct Available {
    int64_t period;
    int64_t micros;
} Available;

/* Who holds a credit, or held it. */
typedef struct CreditUser {
    Id user_id;
    const char *email;
    const char *display_name;
    UserKind kind;
    Micros since;
    Micros until;   /* 0: still */
    int64_t micros; /* what was metered of them in the period that was asked for */
} CreditUser;

/* What somebody used, as the service that meters tells it. */
typedef struct UsageEvent {
    const char *reporter; /* the tenant that tells it, or "" for the operator */
    const char *source;
    const char *id;
    Id credit_id;
    Id user_id;
    Micros at;
    const char *meter; /* or NULL */
    int64_t quantity;  /* millionths of the meter's unit, or 0 */
    int64_t micros;
    Micros received_at;
    bool corrected; /* by store_usage_correct(); only read */
} UsageEvent;

/* What was used of a credit on a day by one of its users, or by all where user_id is empty. */
typedef struct UsageDay {
    Date day;
    Id user_id;
    int64_t events;
    int64_t micros;
} UsageDay;

LIST_OF(Credit);
LIST_OF(CreditPeriodRecord);
LIST_OF(CreditPeriodOf);
LIST_OF(Posting);
LIST_OF(Available);
LIST_OF(CreditUser);
LIST_OF(UsageDay);

MUST_CHECK Err store_credit_get(Tx *tx, const Id *tenant_id, const Id *id, Arena *arena,
                                Credit *ret);
/* In whichever tenant it is: for the operator. */
MUST_CHECK Err store_credit_get_any(Tx *tx, const Id *id, Arena *arena, Credit *ret);
/* *ret is NULL where the benefit has none. */
MUST_CHECK Err store_credit_find_of_benefit(Tx *tx, const Id *benefit_id, Arena *arena,
                                            Credit **ret);
MUST_CHECK Err store_credit_list(Tx *tx, const Id *tenant_id, const Page *page, Arena *arena,
                                 CreditList *ret);
/* All of the partner's, in the order of their benefits. */
/* Of each of these benefits; one with an empty id where it is no credit. */
MUST_CHECK Err store_credits_of_benefits(Tx *tx, const Id *benefit_id, size_t count, Arena *arena,
                                         Credit **ret);
MUST_CHECK Err store_credit_list_of_partner(Tx *tx, const Id *partner_id, Arena *arena,
                                            CreditList *ret);
/* Those that this user holds now, the first 200. */
MUST_CHECK Err store_credit_list_of_user(Tx *tx, const Id *tenant_id, const Id *user_id,
                                         Arena *arena, CreditList *ret);
/* Which of these users, of one tenant, holds what that ends behind a day, so many each at most. */
typedef struct HoldersScope {
    const UserList *users;
    Date behind;
    int64_t limit;
} HoldersScope;

/* A list for each of them. */
MUST_CHECK Err store_credit_list_of_users(Tx *tx, const HoldersScope *scope, Arena *arena,
                                          CreditList **ret);
/* Those that time alone has changed by that day and that nobody has written down yet. */
MUST_CHECK Err store_credit_list_due(Tx *tx, Date today, int64_t limit, Arena *arena,
                                     CreditList *ret);
/* All, in any tenant, in the order of tenant and id, after one or NULL. */
MUST_CHECK Err store_credit_list_all(Tx *tx, const Credit *after, int64_t limit, Arena *arena,
                                     CreditList *ret);
/* By the names of their products. */
MUST_CHECK Err store_credit_labels(Tx *tx, const LabelScope *scope, Arena *arena, Label **ret);
MUST_CHECK Err store_credit_add(Tx *tx, const Credit *credit);
/* End, holder, users, progress without its balance, and postings; due_on follows from them. */
MUST_CHECK Err store_credit_put(Tx *tx, const Credit *credit);

MUST_CHECK Err store_period_get(Tx *tx, const Credit *credit, int64_t number,
                                CreditPeriodRecord *ret);
/* In the order of their numbers; there are never more than a term has months. */
MUST_CHECK Err store_period_list(Tx *tx, const Credit *credit, Arena *arena,
                                 CreditPeriodRecordList *ret);
/* Of all credits of the tenant those that end behind a day, in the order of credits and numbers. */
MUST_CHECK Err store_period_list_of_tenant(Tx *tx, const Id *tenant_id, Date behind, Arena *arena,
                                           CreditPeriodOfList *ret);
MUST_CHECK Err store_period_put(Tx *tx, const Credit *credit, const CreditPeriodRecord *period);

/* The postings' numbers must be the next ones. */
MUST_CHECK Err store_posting_add(Tx *tx, const Credit *credit, const Posting *posting);

/* Those with a greater number and made no later than a moment, oldest first. */
typedef struct PostingPage {
    int64_t after;
    Micros until;
    int64_t limit;
} PostingPage;

MUST_CHECK Err store_posting_list(Tx *tx, const Credit *credit, const PostingPage *page,
                                  Arena *arena, PostingList *ret);

/* What the postings of a period made no later than a moment come to. */
MUST_CHECK Err store_posting_sum(Tx *tx, const Credit *credit, int64_t period, Micros until,
                                 PeriodBalance *ret);

/* What the postings as far as that number leave available of each period that they are about. */
MUST_CHECK Err store_posting_available(Tx *tx, const Credit *credit, int64_t last, Arena *arena,
                                       AvailableList *ret);

/* From now on; to hold it already is ERR_ALREADY_EXISTS. */
MUST_CHECK Err store_credit_user_add(Tx *tx, const Credit *credit, const Id *user_id, Micros since);
MUST_CHECK Err store_credit_user_end(Tx *tx, const Credit *credit, const Id *user_id, Micros until,
                                     bool *ret_found);
/* Does the user hold it now; did the user ever? */
MUST_CHECK Err store_credit_user_find(Tx *tx, const Credit *credit, const Id *user_id,
                                      bool *ret_now, bool *ret_ever);
/* How many hold it now, and one of them; empty if nobody does. */
MUST_CHECK Err store_credit_user_count(Tx *tx, const Credit *credit, int64_t *ret_count,
                                       Id *ret_holder);

/* Who held it at a moment, by id, with what was metered of them on some days. */
typedef struct CreditUserPage {
    const char *only;  /* this user's id, or NULL: all */
    const char *after; /* a user's id, or NULL */
    int64_t limit;
    Micros at;
    DateRange days;
} CreditUserPage;

MUST_CHECK Err store_credit_user_list(Tx *tx, const Credit *credit, const CreditUserPage *page,
                                      Arena *arena, CreditUserList *ret);

/* The same of several credits of one tenant: a list for each of them. */
typedef struct CreditUsersScope {
    Id tenant_id;
    const Id *credit_id;
    const DateRange *days; /* of each */
    size_t count;
    const char *only; /* this user's id, or NULL: all */
    int64_t limit;    /* of each */
    Micros at;
} CreditUsersScope;

MUST_CHECK Err store_credit_user_list_of_all(Tx *tx, const CreditUsersScope *scope, Arena *arena,
                                             CreditUserList **ret);

/* RULE CR-7: *ret_added is false if this event of this source was counted before. */
MUST_CHECK Err store_usage_add(Tx *tx, const UsageEvent *event, bool *ret_added);
/*
 * What was counted by that reporter, source and id; *ret is NULL where nothing was. Its reporter,
 * source and id are those that were asked for.
 */
MUST_CHECK Err store_usage_find(Tx *tx, const UsageEvent *named, Arena *arena, UsageEvent **ret);
/* RULE CR-13: *ret_added is false if this event was answered by a posting the other way before. */
MUST_CHECK Err store_usage_correct(Tx *tx, const UsageEvent *event, Micros at, bool *ret_added);
/* Add to what the user used on that day, or take from it. */
MUST_CHECK Err store_usage_day_add(Tx *tx, const Credit *credit, const UsageDay *usage);

/* Sums of each day over all users, or of one user where there is an id, oldest first. */
typedef struct UsageScope {
    DateRange days;
    const Id *user_id; /* or NULL */
} UsageScope;

MUST_CHECK Err store_usage_day_list(Tx *tx, const Credit *credit, const UsageScope *scope,
                                    Arena *arena, UsageDayList *ret);

#endif
