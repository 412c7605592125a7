/*
 * Store: everything this program reads from or writes to the database, on one page.
 *
 * There is no general query function: a new question to the database is a new function here. A
 * function named get treats absence as an error; one named find reports it in *ret_found. What is
 * read lives in the arena. Failures of the engine are ERR_STORAGE_…; a unique index that objects
 * is ERR_ALREADY_EXISTS unless a function says otherwise.
 */
#ifndef STORE_STORE_H
#define STORE_STORE_H

#include "store/credits/credits.h"

typedef struct Db Db;

/* Only one connection in the world may be opened with DB_WRITE: see db_sqlite.c and lock.h. */
typedef enum DbMode { DB_READ, DB_WRITE } DbMode;

/* The address is sqlite:PATH. ERR_STORAGE_UNAVAILABLE where it cannot be opened. */
MUST_CHECK Err store_open(const char *address, DbMode mode, Db **ret);
void store_close(Db **db);

/* What the engine said when it failed last; for the log, not for users. */
const char *store_problem(const Db *db);

/*
 * Bring the schema up to this program's version, each migration in one transaction. False in
 * *ret_known if the database is newer than the program; nothing has changed then.
 */
MUST_CHECK Err store_migrate(Db *db, Micros now, bool *ret_known);

/* The schema of the database, held against this program's. */
typedef enum StoreVersion { VERSION_OLDER, VERSION_CURRENT, VERSION_NEWER } StoreVersion;
MUST_CHECK Err store_version(Db *db, StoreVersion *ret);

/* A transaction. Declare with CLEANUP(tx_end): unless committed, it is undone. */
typedef struct Tx {
    Db *db;
} Tx;

MUST_CHECK Err tx_begin(Db *db, Tx *ret);
MUST_CHECK Err tx_commit(Tx *tx);
void tx_end(Tx *tx);

/* --- settings kept with the data ------------------------------------------------------------ */

MUST_CHECK Err store_setting_find(Tx *tx, const char *name, Arena *arena, const char **ret);
MUST_CHECK Err store_setting_put(Tx *tx, const char *name, const char *value);

/* --- catalogue ------------------------------------------------------------------------------ */

MUST_CHECK Err store_product_get(Tx *tx, const char *sku, Arena *arena, Product *ret);
MUST_CHECK Err store_product_list(Tx *tx, const Page *page, Arena *arena, ProductList *ret);
MUST_CHECK Err store_product_add(Tx *tx, const Product *product);
MUST_CHECK Err store_product_put(Tx *tx, const Product *product);

MUST_CHECK Err store_offer_get(Tx *tx, const char *code, Arena *arena, Offer *ret);
MUST_CHECK Err store_offer_list(Tx *tx, const Page *page, Arena *arena, OfferList *ret);
MUST_CHECK Err store_offer_add(Tx *tx, const Offer *offer);

/* --- partners, tenants, users --------------------------------------------------------------- */

MUST_CHECK Err store_partner_get(Tx *tx, const Id *id, Arena *arena, Partner *ret);
MUST_CHECK Err store_partner_list(Tx *tx, const Page *page, Arena *arena, PartnerList *ret);
MUST_CHECK Err store_partner_add(Tx *tx, const Partner *partner);

MUST_CHECK Err store_tenant_get(Tx *tx, const Id *id, Arena *arena, Tenant *ret);
/* Domains and e-mail addresses are stored in small letters, and looked up as they are given. */
MUST_CHECK Err store_tenant_get_by_domain(Tx *tx, const char *domain, Arena *arena, Tenant *ret);
MUST_CHECK Err store_tenant_list(Tx *tx, const Id *partner_id, const Page *page, Arena *arena,
                                 TenantList *ret);
MUST_CHECK Err store_tenant_add(Tx *tx, const Tenant *tenant);

MUST_CHECK Err store_user_get(Tx *tx, const Id *id, Arena *arena, User *ret);
MUST_CHECK Err store_user_get_by_email(Tx *tx, const Id *tenant_id, const char *email, Arena *arena,
                                       User *ret);
MUST_CHECK Err store_user_list(Tx *tx, const Id *tenant_id, const Page *page, Arena *arena,
                               UserList *ret);
/* By name. */
MUST_CHECK Err store_user_search(Tx *tx, const UserSearch *search, Arena *arena, UserList *ret);
/* All users with this e-mail address, in any tenant, at most 200. */
MUST_CHECK Err store_user_list_by_email(Tx *tx, const char *email, Arena *arena, UserList *ret);
/* Users of the tenant who have one of these roles and may sign in: the first five. */
MUST_CHECK Err store_user_list_with_role(Tx *tx, const Id *tenant_id, Roles roles, Arena *arena,
                                         UserList *ret);
MUST_CHECK Err store_user_add(Tx *tx, const User *user);
/* What can change of a user: name, roles and whether they are disabled. */
MUST_CHECK Err store_user_put(Tx *tx, const User *user);
/* The programmes of the user instead of those it had. */
MUST_CHECK Err store_user_set_programmes(Tx *tx, const User *user);
/* An Argon2id hash in libsodium's text form. */
MUST_CHECK Err store_user_set_password(Tx *tx, const Id *user_id, const char *hash);

MUST_CHECK Err store_token_add(Tx *tx, const Token *token);
/* ERR_SIGN_IN_REQUIRED if there is no such token, it has expired or its user is disabled. The
 * address is not set. */
MUST_CHECK Err store_actor_get(Tx *tx, const Hash *token, Micros now, Arena *arena, Actor *ret);

/* --- sessions and links --------------------------------------------------------------------- */

MUST_CHECK Err store_session_add(Tx *tx, const Session *session);
/* The account, which the session may use from now on. */
MUST_CHECK Err store_session_add_account(Tx *tx, const Session *session, const Id *user_id);
/* One that is over is found too; *ret is NULL where there is none. The actor has no address. */
MUST_CHECK Err store_session_find(Tx *tx, const Hash *hash, Arena *arena, Session **ret,
                                  Actor *ret_actor);
/* Without disabled ones, in the order of the organisations' names, the operator's own first. */
MUST_CHECK Err store_session_list_accounts(Tx *tx, const Session *session, Arena *arena,
                                           OwnAccountList *ret);
/* From now on by another hash and in another account. */
MUST_CHECK Err store_session_put(Tx *tx, const Session *session);
MUST_CHECK Err store_session_remove(Tx *tx, const Id *id);
/* Those that may use one of the accounts that this one may use, itself among them or not. */
MUST_CHECK Err store_session_remove_related(Tx *tx, const Session *session, bool itself,
                                            int64_t *ret_count);
/* Those that are in this account; all others may not use it any more. */
MUST_CHECK Err store_session_remove_account(Tx *tx, const Id *user_id);
/* All that may use this account. */
MUST_CHECK Err store_session_remove_of_user(Tx *tx, const Id *user_id);
/* At most limit of those that are over. */
MUST_CHECK Err store_session_remove_old(Tx *tx, Micros now, int64_t limit);
/* In the order of their ids. */
MUST_CHECK Err store_session_list(Tx *tx, const Page *page, Arena *arena, SessionList *ret);
MUST_CHECK Err store_session_set_seen(Tx *tx, const Id *id, Micros seen_at);
MUST_CHECK Err store_user_set_signed_in(Tx *tx, const Id *user_id, Micros at);

MUST_CHECK Err store_link_add(Tx *tx, const PasswordLink *link);
/* ERR_LINK_EXPIRED if there is none, or no more. */
MUST_CHECK Err store_link_get(Tx *tx, const Hash *hash, Micros now, PasswordLink *ret);
/* All links of the user, or of the first operator where the id is empty. */
MUST_CHECK Err store_link_remove(Tx *tx, const Id *user_id);

/* --- calendars ------------------------------------------------------------------------------ */

MUST_CHECK Err store_feed_put(Tx *tx, const CalendarFeed *feed);
MUST_CHECK Err store_feed_find(Tx *tx, const Id *user_id, Arena *arena, CalendarFeed *ret,
                               bool *ret_found);
MUST_CHECK Err store_feed_remove(Tx *tx, const Id *user_id, bool *ret_found);
/* Whose calendar it is, who may sign in, and in which language; ERR_NOT_FOUND. The address is not
 * set. */
MUST_CHECK Err store_feed_get_actor(Tx *tx, const Hash *hash, Arena *arena, Lang *ret_lang,
                                    Actor *ret);

/* --- enrolments and benefits ---------------------------------------------------------------- */

MUST_CHECK Err store_enrolment_get(Tx *tx, const Id *id, Arena *arena, Enrolment *ret);
MUST_CHECK Err store_enrolment_list(Tx *tx, const Id *partner_id, const Page *page, Arena *arena,
                                    EnrolmentList *ret);
/* Those of the partner whose years have a day in common with this one. */
MUST_CHECK Err store_enrolment_list_overlapping(Tx *tx, const Id *partner_id,
                                                const EnrolmentYear *year, Arena *arena,
                                                EnrolmentList *ret);
MUST_CHECK Err store_enrolment_add(Tx *tx, const Enrolment *enrolment);

MUST_CHECK Err store_benefit_get(Tx *tx, const Id *id, Arena *arena, Benefit *ret);
/* All benefits of the partner, in the order they were granted. */
MUST_CHECK Err store_benefit_list(Tx *tx, const Id *partner_id, Arena *arena, BenefitList *ret);
MUST_CHECK Err store_benefit_list_of_enrolment(Tx *tx, const Id *enrolment_id, Arena *arena,
                                               BenefitList *ret);
MUST_CHECK Err store_benefit_add(Tx *tx, const Benefit *benefit);
MUST_CHECK Err store_benefit_supersede(Tx *tx, const Id *benefit_id, const Id *enrolment_id);

/* --- product keys --------------------------------------------------------------------------- */

MUST_CHECK Err store_lot_get(Tx *tx, const Id *id, Arena *arena, KeyLot *ret); /* whole ones only */
/* Without those that belong to a benefit: each of these has a few keys, and they are many. */
MUST_CHECK Err store_lot_list(Tx *tx, const Page *page, Arena *arena, KeyLotList *ret);
MUST_CHECK Err store_lot_add(Tx *tx, const KeyLot *lot, bool whole);
MUST_CHECK Err store_lot_set_whole(Tx *tx, const Id *id);
/* A lot will never be whole; where the id is NULL, all that are not whole. */
MUST_CHECK Err store_lot_give_up(Tx *tx, const Id *id);
/* Remove up to limit keys of a lot that was given up, then the lot; *ret_more if any are left. */
MUST_CHECK Err store_lot_remove_given_up(Tx *tx, int64_t limit, bool *ret_more);

/* ERR_ALREADY_EXISTS if the reference or the key happens to exist: draw another one. */
MUST_CHECK Err store_key_add(Tx *tx, const Id *lot_id, int64_t position, const NewKey *key);
MUST_CHECK Err store_key_find(Tx *tx, const Digest *digest, Arena *arena, KeyRecord *ret,
                              bool *ret_found);
MUST_CHECK Err store_key_find_by_ref(Tx *tx, const char *ref, Arena *arena, KeyRecord *ret,
                                     bool *ret_found);
MUST_CHECK Err store_key_list_of_benefit(Tx *tx, const Id *benefit_id, Arena *arena,
                                         KeyRecordList *ret);
/* Keys of all benefits of a partner, in the order of benefit and making. */
MUST_CHECK Err store_key_list_of_partner(Tx *tx, const Id *partner_id, Arena *arena,
                                         KeyRecordList *ret);
/* Keys of the same lot behind that one's position (0: from the beginning), at most limit. */
MUST_CHECK Err store_key_list_of_lot(Tx *tx, const KeyRecord *after, int64_t limit, Arena *arena,
                                     KeyRecordList *ret);
MUST_CHECK Err store_key_mark_revealed(Tx *tx, const KeyRecord *key, Micros at);
MUST_CHECK Err store_key_mark_revoked(Tx *tx, const KeyRecord *key);
/* ERR_KEY_ALREADY_REDEEMED if it is, or was never redeemable. Erases the sealed copy. */
MUST_CHECK Err store_key_mark_redeemed(Tx *tx, const KeyRecord *key, const Id *tenant_id,
                                       const Id *redemption_id);

/* --- subscriptions and receipts ------------------------------------------------------------- */

/* Voided ones are not found, except where it says so. */
MUST_CHECK Err store_subscription_get(Tx *tx, const Id *tenant_id, const Id *id, Arena *arena,
                                      Subscription *ret);
/* In whichever tenant it is: for the operator. */
MUST_CHECK Err store_subscription_get_any(Tx *tx, const Id *id, Arena *arena, Subscription *ret);
MUST_CHECK Err store_subscription_list(Tx *tx, const Id *tenant_id, const Page *page, Arena *arena,
                                       SubscriptionList *ret);
/* Those of one product in a tenant, the latest end first: active ones before all others. */
typedef struct ProductScope {
    Id tenant_id;
    const char *sku;
    int64_t limit;
} ProductScope;
MUST_CHECK Err store_subscription_list_of_product(Tx *tx, const ProductScope *scope, Arena *arena,
                                                  SubscriptionList *ret);
/* Those that the scope's match() wants, in its order. */
MUST_CHECK Err store_subscription_search(Tx *tx, const SubscriptionScope *scope, Arena *arena,
                                         SubscriptionList *ret);
/* Those of which the user has a licence. */
MUST_CHECK Err store_subscription_list_of_user(Tx *tx, const User *user, int64_t limit,
                                               Arena *arena, SubscriptionList *ret);
/* All, voided ones too, in any tenant, in the order of tenant and id, after one or NULL. */
MUST_CHECK Err store_subscription_list_all(Tx *tx, const Subscription *after, int64_t limit,
                                           Arena *arena, SubscriptionList *ret);
MUST_CHECK Err store_subscription_add(Tx *tx, const Subscription *subscription);
/* The assigned licences are not written: they change with assignments only. */
MUST_CHECK Err store_subscription_put(Tx *tx, const Subscription *subscription);

MUST_CHECK Err store_receipt_get(Tx *tx, const Id *tenant_id, const Id *id, Arena *arena,
                                 Receipt *ret);
/* In whichever tenant it is: for the operator. */
MUST_CHECK Err store_receipt_get_any(Tx *tx, const Id *id, Arena *arena, Receipt *ret);
/* Oldest first, the keys along with each. */
MUST_CHECK Err store_receipt_list(Tx *tx, const ReceiptScope *scope, const Page *page, Arena *arena,
                                  ReceiptList *ret);
/* When the last of a subscription was made; 0: there is none. */
MUST_CHECK Err store_receipt_latest(Tx *tx, const ReceiptScope *scope, Micros *ret);
/* The last of one subscription, the latest first. */
MUST_CHECK Err store_receipt_list_latest(Tx *tx, const ReceiptScope *scope, int64_t limit,
                                         Arena *arena, ReceiptList *ret);
MUST_CHECK Err store_receipt_add(Tx *tx, const Receipt *receipt);
/* ERR_REPLACEMENT_REFUSED if it was replaced before. */
MUST_CHECK Err store_receipt_key_replace(Tx *tx, const char *ref, const char *replaced_by);

/*
 * Adding and removing keep the subscription's count of assigned licences (RULE SUB-6).
 * ERR_ALREADY_EXISTS if the user has a licence already; ERR_NO_LICENSE_LEFT.
 */
MUST_CHECK Err store_assignment_add(Tx *tx, const Subscription *subscription, const Id *user_id,
                                    Micros since);
MUST_CHECK Err store_assignment_remove(Tx *tx, const Subscription *subscription, const Id *user_id,
                                       bool *ret_found);
MUST_CHECK Err store_assignment_list(Tx *tx, const Subscription *subscription, const Page *page,
                                     Arena *arena, AssignmentList *ret);
MUST_CHECK Err store_assignment_count(Tx *tx, const Subscription *subscription, int64_t *ret);

/* --- drafts of redemptions ------------------------------------------------------------------ */

MUST_CHECK Err store_draft_add(Tx *tx, const Draft *draft);
/* ERR_NOT_FOUND unless the user named in it made it in that tenant at or after its moment. */
MUST_CHECK Err store_draft_get(Tx *tx, const Draft *wanted, Arena *arena, Draft *ret);
MUST_CHECK Err store_draft_mark_used(Tx *tx, const Draft *draft, const Id *redemption_id);
MUST_CHECK Err store_draft_remove(Tx *tx, const Draft *draft);
/* Forget at most limit drafts made before a moment; *ret_more if any are left. */
MUST_CHECK Err store_draft_remove_old(Tx *tx, Micros before, int64_t limit, bool *ret_more);

/* --- credits -------------------------------------------------------------------------------- */

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
MUST_CHECK Err store_credit_list_of_partner(Tx *tx, const Id *partner_id, Arena *arena,
                                            CreditList *ret);
/* Those that this user holds now, the first 200. */
MUST_CHECK Err store_credit_list_of_user(Tx *tx, const Id *tenant_id, const Id *user_id,
                                         Arena *arena, CreditList *ret);
/* Those that time alone has changed by that day and that nobody has written down yet. */
MUST_CHECK Err store_credit_list_due(Tx *tx, Date today, int64_t limit, Arena *arena,
                                     CreditList *ret);
/* All, in any tenant, in the order of tenant and id, after one or NULL. */
MUST_CHECK Err store_credit_list_all(Tx *tx, const Credit *after, int64_t limit, Arena *arena,
                                     CreditList *ret);
MUST_CHECK Err store_credit_add(Tx *tx, const Credit *credit);
/* End, holder, users, progress without its balance, and postings; due_on follows from them. */
MUST_CHECK Err store_credit_put(Tx *tx, const Credit *credit);

MUST_CHECK Err store_period_get(Tx *tx, const Credit *credit, int64_t number,
                                CreditPeriodRecord *ret);
/* In the order of their numbers; there are never more than a term has months. */
MUST_CHECK Err store_period_list(Tx *tx, const Credit *credit, Arena *arena,
                                 CreditPeriodRecordList *ret);
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
    CreditDays days;
} CreditUserPage;
MUST_CHECK Err store_credit_user_list(Tx *tx, const Credit *credit, const CreditUserPage *page,
                                      Arena *arena, CreditUserList *ret);

/* RULE CR-7: *ret_added is false if this event of this source was counted before. */
MUST_CHECK Err store_usage_add(Tx *tx, const UsageEvent *event, bool *ret_added);
/* Add to what the user used on that day. */
MUST_CHECK Err store_usage_day_add(Tx *tx, const Credit *credit, const UsageDay *usage);
/* Sums of each day over all users, or of one user where there is an id, oldest first. */
typedef struct UsageScope {
    CreditDays days;
    const Id *user_id; /* or NULL */
} UsageScope;
MUST_CHECK Err store_usage_day_list(Tx *tx, const Credit *credit, const UsageScope *scope,
                                    Arena *arena, UsageDayList *ret);

MUST_CHECK Err store_programme_add(Tx *tx, const OtherProgramme *programme);
/* *ret is NULL where nothing is known of this code. */
MUST_CHECK Err store_programme_find(Tx *tx, const char *code, Arena *arena, OtherProgramme **ret);
MUST_CHECK Err store_programme_list(Tx *tx, const Page *page, Arena *arena,
                                    OtherProgrammeList *ret);

MUST_CHECK Err store_meter_get(Tx *tx, const char *code, Arena *arena, Meter *ret);
MUST_CHECK Err store_meter_list(Tx *tx, const Page *page, Arena *arena, MeterList *ret);
MUST_CHECK Err store_meter_add(Tx *tx, const Meter *meter);
/* The latest of each currency, by currency. */
MUST_CHECK Err store_meter_price_list(Tx *tx, const char *code, Micros at, Arena *arena,
                                      MeterPriceList *ret);
/* What a unit costs around that moment. */
MUST_CHECK Err store_meter_price_find(Tx *tx, const MeterName *name, Micros at, PriceSpan *ret);
/* One of the same moment is replaced. */
MUST_CHECK Err store_meter_price_put(Tx *tx, const char *code, const MeterPrice *price);

MUST_CHECK Err store_rate_find(Tx *tx, const char *from, const char *to, int64_t *ret,
                               bool *ret_found);
MUST_CHECK Err store_rate_list(Tx *tx, Arena *arena, ExchangeRateList *ret);
MUST_CHECK Err store_rate_put(Tx *tx, const ExchangeRate *rate);

/* --- events --------------------------------------------------------------------------------- */

/* Sets the event's stream, number, id and hash, and adds it at the end (see event_chain.h). */
MUST_CHECK Err store_event_append(Tx *tx, Arena *arena, Event *event);
/* Of one partner, or of everybody where the id is empty; oldest first. */
MUST_CHECK Err store_event_list(Tx *tx, const Id *partner_id, const Page *page, Arena *arena,
                                EventList *ret);
/* Of one stream after a place in it: for verifying the chain. */
MUST_CHECK Err store_event_list_of_stream(Tx *tx, const EventPlace *after, int64_t limit,
                                          Arena *arena, EventList *ret);
/* The wanted ones; *ret_last has the id and moment of the last that was read, if any was. */
MUST_CHECK Err store_event_search(Tx *tx, const DeedSearch *search, Arena *arena, DeedList *ret,
                                  Event *ret_last);
/* How many there are in its bounds, counted as far as search->scan. */
MUST_CHECK Err store_event_count(Tx *tx, const DeedSearch *search, int64_t *ret);
/* The last of a stream, the latest first. */
MUST_CHECK Err store_event_list_latest(Tx *tx, const char *stream, int64_t limit, Arena *arena,
                                       EventList *ret);
/* The streams there are, after one; *ret is NULL at the end. */
MUST_CHECK Err store_event_stream_next(Tx *tx, const char *after, Arena *arena, const char **ret);
/* The greatest event id, empty if there is none. */
MUST_CHECK Err store_event_latest(Tx *tx, Id *ret);

/* --- what perq check looks for: rows that contradict one another ---------------------------- */

/* Each gives the first one after a reference or id; *ret is NULL where there is none. */
MUST_CHECK Err store_check_key_next(Tx *tx, const char *after, Arena *arena, const char **ret);
MUST_CHECK Err store_check_receipt_key_next(Tx *tx, const char *after, Arena *arena,
                                            const char **ret);
MUST_CHECK Err store_check_usage_next(Tx *tx, const char *after, Arena *arena, const char **ret);
MUST_CHECK Err store_check_receipt_next(Tx *tx, const char *after, Arena *arena, const char **ret);

/* --- answers kept for retries --------------------------------------------------------------- */

/* *ret is NULL where there is none. */
MUST_CHECK Err store_reply_find(Tx *tx, const Id *user_id, const Digest *key, Arena *arena,
                                StoredReply **ret);
MUST_CHECK Err store_reply_put(Tx *tx, const Id *user_id, const Digest *key,
                               const StoredReply *reply);
/* Forget at most limit answers older than a moment; *ret_more if any are left. */
MUST_CHECK Err store_reply_remove_old(Tx *tx, Micros before, int64_t limit, bool *ret_more);

#endif
