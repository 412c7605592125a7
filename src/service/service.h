/*
 * Service: everything a person or program can ask of us, on one page.
 *
 * Each function is one intention, one transaction and, where it changes something, one or more
 * events in that transaction (RULE AUD-1). Each reads facts from the store, lets the domain decide
 * and writes the decision back. A function that fails has changed nothing; what it refuses is in
 * ctx->refusal, beyond the code that it returns. Which roles may call it is for the route to say;
 * whose things they may touch is checked here: another partner's or tenant's object answers as one
 * that does not exist (RULE ROLE-2).
 */
#ifndef SERVICE_SERVICE_H
#define SERVICE_SERVICE_H

#include "base/allowance.h"
#include "base/buf.h"
#include "base/lang.h"
#include "base/password.h"
#include "base/refusal.h"
#include "base/sightings.h"
#include "domain/benefit.h"
#include "store/store.h"

/* What the operator may set; the same for the life of the process. */
typedef struct Policy {
    int64_t grace_days;           /* RULE BEN-4: after the membership year */
    int64_t remaining_months_max; /* RULE CT-8: 0 is no cap */
    Percents alerts;              /* RULE CR-9 */
    bool clock_may_be_set;        /* --test-clock */
} Policy;

/* Who reads a page: what its shell shows and its forms need. */
typedef struct Visit {
    Session session;        /* id empty: not signed in */
    const char *form_token; /* the field csrf of every form; NULL where none can be sent */
    const char *theme;      /* "light", "dark", or "" for what the system says */
    const char *searched;   /* what the search box holds, or NULL */
    const char *notice;     /* what was just done, in the reader's language, or NULL */
} Visit;

/* What one request knows about its surroundings. The time is read once (RULE DT-1). */
typedef struct Ctx {
    Arena *arena;
    Db *db;
    const Vault *vault;
    const Policy *policy;
    Allowances *attempts; /* RULE KEY-8 */
    bool attempt_counted; /* this request's wrong key, though the request may run again */
    Sightings *sightings; /* of sessions */
    Micros now;
    Date today;
    Lang lang;
    Actor actor;
    Visit visit;
    Refusal refusal;
} Ctx;

/* A list's part and how it goes on: the id after which the next part starts, NULL at the end. */

/* --- catalogue: catalogue.c ----------------------------------------------------------------- */

/* Absent numbers are INPUT_ABSENT, absent texts NULL. */
#define INPUT_ABSENT INT64_MIN

typedef struct ProductInput {
    const char *sku;
    const char *name;
    const char *name_sv;
    int64_t kind;    /* ProductKind */
    int64_t retired; /* 0 or 1 */
    const char *replaced_by;
    int64_t licenses_max;
} ProductInput;

MUST_CHECK Err create_product(Ctx *ctx, const ProductInput *input, Product *ret);
/* Changes what is present in the input; the SKU in the input does not count. */
MUST_CHECK Err change_product(Ctx *ctx, const char *sku, const ProductInput *input, Product *ret);
MUST_CHECK Err get_product(Ctx *ctx, const char *sku, Product *ret);
MUST_CHECK Err list_products(Ctx *ctx, const Page *page, ProductList *ret);

typedef struct CreditInput {
    int64_t period; /* CreditPeriod */
    const char *currency;
    const char *amount; /* decimal text */
} CreditInput;

typedef struct GrantInput {
    const char *sku;
    int64_t type; /* GrantType */
    int64_t licenses;
    int64_t incidents;
    CreditInput *credit; /* or NULL */
} GrantInput;

typedef struct OfferInput {
    const char *code;
    const char *name;
    int64_t tier; /* Tier */
    const char *competency;
    GrantInput *benefit;
    size_t benefit_count;
} OfferInput;

/* Each benefit has the one quantity that its product's kind asks for. */
MUST_CHECK Err create_offer(Ctx *ctx, const OfferInput *input, Offer *ret);
MUST_CHECK Err get_offer(Ctx *ctx, const char *code, Offer *ret);
MUST_CHECK Err list_offers(Ctx *ctx, const Page *page, OfferList *ret);

/* --- other programmes: programmes.c --------------------------------------------------------- */

/* What people may take part in besides this programme; a user's `programmes` name their codes. */
typedef struct ProgrammeInput {
    const char *code;
    const char *name;
    const char *name_sv;
} ProgrammeInput;

MUST_CHECK Err create_programme(Ctx *ctx, const ProgrammeInput *input, OtherProgramme *ret);
MUST_CHECK Err list_programmes(Ctx *ctx, const Page *page, OtherProgrammeList *ret);

/* --- partners: partners.c ------------------------------------------------------------------- */

typedef struct PartnerInput {
    const char *name;
    const char *country;
    const char *locale;
} PartnerInput;

typedef struct TenantInput {
    const char *name;
    const char *domain;
    const char *currency; /* of its credits, or NULL: that of the offer (RULE CR-10) */
} TenantInput;

typedef struct UserInput {
    const char *email;
    const char *display_name;
    int64_t kind; /* UserKind */
    const char **role;
    size_t role_count;
    const char **programme;
    size_t programme_count;
} UserInput;

/* What is to be otherwise; NULL leaves it as it is. */
typedef struct UserChange {
    const char *display_name;
    const char **role;
    size_t role_count;
    const char **programme;
    size_t programme_count;
    int64_t disabled; /* 0, 1 or INPUT_ABSENT */
} UserChange;

MUST_CHECK Err create_partner(Ctx *ctx, const PartnerInput *input, Partner *ret);
MUST_CHECK Err get_partner(Ctx *ctx, const Id *id, Partner *ret);
MUST_CHECK Err list_partners(Ctx *ctx, const Page *page, PartnerList *ret);

MUST_CHECK Err create_tenant(Ctx *ctx, const Id *partner_id, const TenantInput *input, Tenant *ret);
MUST_CHECK Err get_tenant(Ctx *ctx, const Id *id, Tenant *ret);
MUST_CHECK Err list_tenants(Ctx *ctx, const Id *partner_id, const Page *page, TenantList *ret);

/* Administrators of a tenant make users of their own tenant, the operator of any. */
MUST_CHECK Err create_user(Ctx *ctx, const Id *tenant_id, const UserInput *input, User *ret);
MUST_CHECK Err get_user(Ctx *ctx, const Id *id, User *ret);
/*
 * A user admin changes people who are not global admins, roles are for a global admin to change,
 * though not the own, and programmes for the operator; nobody disables themselves: NOT_PERMITTED.
 * Who is disabled cannot sign in: sessions, tokens, links and the calendar end. change_user.c
 */
MUST_CHECK Err change_user(Ctx *ctx, const Id *id, const UserChange *change, User *ret);
/* The one of the caller's tenant with this e-mail address; USER_NOT_IN_DIRECTORY. */
MUST_CHECK Err find_colleague(Ctx *ctx, const char *email, User *ret);
MUST_CHECK Err list_users(Ctx *ctx, const Id *tenant_id, const Page *page, UserList *ret);

/* Somebody of a tenant, and what they have a licence of. */
typedef struct PersonView {
    User user;
    SubscriptionList holds; /* none where the caller may not see subscriptions */
    CreditList credits;     /* likewise; by get_person() only, and without those that have ended */
} PersonView;

typedef struct PersonViewList {
    PersonView *item;
    size_t count;
    bool more;
} PersonViewList;

typedef struct PeopleQuery {
    int64_t limit;
    const char *after;     /* the id of a user */
    const char *q;         /* in name or e-mail address; or NULL */
    const char *tenant_id; /* for the operator's staff, who must say whose */
} PeopleQuery;

/* By name. At most a few of what each holds. people.c */
MUST_CHECK Err list_people(Ctx *ctx, const PeopleQuery *query, PersonViewList *ret);
MUST_CHECK Err get_person(Ctx *ctx, const Id *id, PersonView *ret);
/* What the caller has a licence of. */
MUST_CHECK Err list_own_licenses(Ctx *ctx, SubscriptionList *ret);
/* What list_people() gives, as rows of CSV; *ret_last is the one after which to go on, if more. */
MUST_CHECK Err export_people(Ctx *ctx, const PeopleQuery *query, Buf *out, Id *ret_last);
/*
 * Whom of the caller's own organisation somebody means by a name or an e-mail address: the one with
 * that address, else those of exactly that name, else those in whose name or address it is; the
 * first few.
 */
typedef struct NamedPeople {
    UserList people;
    bool exact; /* the address or the whole name is theirs */
} NamedPeople;
MUST_CHECK Err find_people_named(Ctx *ctx, const char *text, NamedPeople *ret);
/* The roles that the caller may give to people of a tenant (RULE ROLE-1). */
Roles roles_to_give(const Ctx *ctx);

typedef struct Me {
    User user;
    Tenant tenant;   /* id empty for the operator's staff */
    Partner partner; /* likewise */
} Me;

MUST_CHECK Err get_me(Ctx *ctx, Me *ret);

/* Staff of the operator: no tenant. Only on the server's own machine. */
MUST_CHECK Err create_staff(Ctx *ctx, const UserInput *input, User *ret);

enum { TOKEN_TEXT_SIZE = 64 };

/*
 * A new token for the user with this e-mail address; tenant_id decides where one address stands in
 * several tenants. The text is shown this once, the database holds its hash.
 */
MUST_CHECK Err create_token(Ctx *ctx, const char *email, const char *tenant_id, int64_t days,
                            char ret_text[TOKEN_TEXT_SIZE]);

/* --- signing in: sign_in.c, sessions: sessions.c -------------------------------------------- */

enum { SESSION_TEXT_SIZE = 44, PASSWORD_LENGTH_MIN = 12, PASSWORD_LENGTH_MAX = 200 };

typedef struct SignInInput {
    const char *email;
    const char *password;
} SignInInput;

/* Somebody who knows a password: the accounts it opens, in whichever tenants. */
typedef struct Identity {
    const char *email;
    Id *account;
    size_t account_count;
} Identity;

/*
 * SIGN_IN_FAILED where the password opens nothing, whether or not the address is known;
 * TOO_MANY_REQUESTS after too many of these. Changes nothing in the database and takes a tenth of
 * a second, so it runs outside the writer. device is what somebody who signed in before was given,
 * or NULL: strangers cannot use up the attempts of such a device.
 */
MUST_CHECK Err check_password(Ctx *ctx, const SignInInput *input, const char *device,
                              Identity *ret);

/* The same for the caller's own account. */
MUST_CHECK Err check_own_password(Ctx *ctx, const char *password, const char *device);

/* What the browser of this person is to keep, so that strangers cannot keep the person out. */
const char *device_of(Ctx *ctx, const char *email);

/*
 * A new session in the account that this person used last; one that ctx has ends. The text is for
 * the browser, the database holds its hash. ctx->actor is the account afterwards.
 */
MUST_CHECK Err start_session(Ctx *ctx, const Identity *person, char ret_text[SESSION_TEXT_SIZE]);

/*
 * Who has this session: sets ctx->actor and ctx->visit.session. SIGN_IN_REQUIRED where there is
 * none; the refusal's member "ended" says "idle" or "limit" where there was one. Changes nothing in
 * the database.
 */
MUST_CHECK Err find_session(Ctx *ctx, const char *text);

/* At the end of the process: write down when each session was used last. */
MUST_CHECK Err remember_sightings(Ctx *ctx);

/* The accounts that the session may use, in the order of their organisations' names. */
MUST_CHECK Err list_own_accounts(Ctx *ctx, OwnAccountList *ret);

/*
 * Go on in another of these accounts, in a session with a new text, so that a form that was opened
 * in one organisation cannot be sent in another. NOT_FOUND where it is none of them.
 */
MUST_CHECK Err choose_account(Ctx *ctx, const Id *user_id, char ret_text[SESSION_TEXT_SIZE]);

MUST_CHECK Err end_session(Ctx *ctx);
/* All sessions that may use one of the accounts that this one may use. */
MUST_CHECK Err end_all_sessions(Ctx *ctx);

/* Who may change the roles of people here: some of the tenant's administrators. */
MUST_CHECK Err list_administrators(Ctx *ctx, UserList *ret);

/* --- passwords and links: set_up.c ---------------------------------------------------------- */

/* A password that was checked and hashed, outside the writer. */
typedef struct NewPassword {
    char hash[PASSWORD_HASH_SIZE];
} NewPassword;

/* MEMBER_INVALID where somebody with this address must not have this password. */
MUST_CHECK Err prepare_password(Ctx *ctx, const char *email, const char *password,
                                NewPassword *ret);

/* The caller's own, after prepare_password(): for all accounts of the session. Ends the others. */
MUST_CHECK Err change_password(Ctx *ctx, const NewPassword *password);

/*
 * A link that sets the password of the user with this address, once and within a day. The earlier
 * one ends. The text is shown this once, the database holds its hash.
 */
MUST_CHECK Err create_password_link(Ctx *ctx, const char *email, const char *tenant_id,
                                    char ret_text[SESSION_TEXT_SIZE]);

/*
 * The same for a server without any operator: whoever uses it becomes the first one. *ret_text is
 * empty where there is an operator.
 */
MUST_CHECK Err create_set_up_link(Ctx *ctx, char ret_text[SESSION_TEXT_SIZE]);

/* Whose it is; the user's id is empty for the first operator. LINK_EXPIRED. */
MUST_CHECK Err find_link(Ctx *ctx, const char *text, User *ret);

typedef struct SetUpInput {
    const char *email; /* NULL where the link is a user's */
    const char *display_name;
    const char *password;
} SetUpInput;

/* Use the link: set the password, make the operator. Who it was signs in with the result. */
MUST_CHECK Err use_link(Ctx *ctx, const char *text, const SetUpInput *input,
                        const NewPassword *password, Identity *ret);

/* --- enrolments: enrolments.c, benefits: benefits.c ----------------------------------------- */

typedef struct EnrolmentInput {
    const char *offer;
    int64_t starts_on; /* day number */
    const char *tenant_id;
} EnrolmentInput;

/* An enrolment and the ids of what it granted. */
typedef struct EnrolmentView {
    Enrolment enrolment;
    Id *benefit;
    size_t benefit_count;
} EnrolmentView;

MUST_CHECK Err create_enrolment(Ctx *ctx, const Id *partner_id, const EnrolmentInput *input,
                                EnrolmentView *ret);
MUST_CHECK Err get_enrolment(Ctx *ctx, const Id *id, EnrolmentView *ret);

typedef struct EnrolmentViewList {
    EnrolmentView *item;
    size_t count;
    bool more;
} EnrolmentViewList;

MUST_CHECK Err list_enrolments(Ctx *ctx, const Id *partner_id, const Page *page,
                               EnrolmentViewList *ret);

/* A benefit with its keys and what follows from them today. */
typedef struct BenefitView {
    Benefit benefit;
    const char *name;        /* of the product, in the reader's language */
    const char *replaced_by; /* the name of what replaces a retired product, or NULL */
    BenefitStatus status;
    int64_t used;         /* licences, incidents, or millionths of the credit's currency */
    const char *currency; /* of the credit; NULL where it is none */
    Date use_by;          /* the last day of use: of a credit that of its year, else activate_by */
    Id credit_id;         /* what it was provisioned as; empty where it is no credit */
    KeyRecord *key;
    size_t key_count;
} BenefitView;

typedef struct BenefitViewList {
    BenefitView *item;
    size_t count;
    bool more;
} BenefitViewList;

/* RULE BEN-2: what the list shows. Absent filters are INPUT_ABSENT or NULL. */
typedef struct BenefitQuery {
    int64_t limit;
    const char *after;
    int64_t category; /* ProductKind */
    int64_t status;   /* BenefitStatus */
    int64_t expiring_within_days;
    const char *q;
    int64_t sort;           /* into BENEFIT_SORT_NAMES */
    const char *partner_id; /* for the operator's staff, who must say whose */
    bool by_last_use;       /* what is found and sorted by date is use_by, as pages show it */
} BenefitQuery;

MUST_CHECK Err list_benefits(Ctx *ctx, const BenefitQuery *query, BenefitViewList *ret);
MUST_CHECK Err get_benefit(Ctx *ctx, const Id *id, BenefitView *ret);

/* The list as CSV, without parts: for programs and people alike. export_benefits.c */
MUST_CHECK Err export_benefits(Ctx *ctx, const BenefitQuery *query, Buf *ret);

/* A key and the benefit that it came with. */
typedef struct KeyView {
    KeyRecord key;
    KeyStatus status;
    Id benefit_id;
    const char *name; /* of the product, in the reader's language */
    const char *offer_name;
} KeyView;

typedef struct KeyViewList {
    KeyView *item;
    size_t count;
    bool more;
} KeyViewList;

typedef struct KeyQuery {
    int64_t limit;
    const char *after;      /* a reference */
    int64_t status;         /* KeyStatus, or INPUT_ABSENT */
    const char *q;          /* or NULL */
    const char *partner_id; /* for the operator's staff, who must say whose */
} KeyQuery;

/*
 * The keys of a partner's benefits by their references, never their texts; those that
 * must be redeemed first come first. list_keys.c
 */
MUST_CHECK Err list_keys(Ctx *ctx, const KeyQuery *query, KeyViewList *ret);

/*
 * The same as CSV, without keys; with the heading where `after` is NULL. Gives the reference behind
 * which to go on, or an empty one: that was all.
 */
MUST_CHECK Err export_keys(Ctx *ctx, const KeyQuery *query, Buf *out, Id *ret_last);

typedef struct RevealInput {
    const char *tenant_id;
    int64_t tenant_verified; /* must be 1 (RULE KEY-6) */
} RevealInput;

/* The key, after the event that says who saw it. */
MUST_CHECK Err reveal_key(Ctx *ctx, const Id *benefit_id, const char *ref, const RevealInput *input,
                          ProductKey *ret);

/* --- key lots: lots.c ----------------------------------------------------------------------- */

typedef struct LotInput {
    const char *sku;
    int64_t licenses;
    int64_t count;
    int64_t redeem_by; /* day number */
    const char *partner_id;
} LotInput;

/*
 * Draw and store a lot. Called outside the writer: everything slow happens before `run` is called,
 * once for every chunk of keys. It must run the given work in the writer, in a transaction of its
 * own, so that others get their turn in between. Nobody sees the lot until finish_lot() has made it
 * whole; one that was never finished is removed at the next start.
 */
typedef Err RunWork(void *runner, Err (*work)(Ctx *ctx, void *data), void *data);
MUST_CHECK Err create_lot(Ctx *ctx, const LotInput *input, RunWork *run, void *runner, KeyLot *ret);
MUST_CHECK Err finish_lot(Ctx *ctx, const KeyLot *lot);
MUST_CHECK Err get_lot(Ctx *ctx, const Id *id, KeyLot *ret);
MUST_CHECK Err list_lots(Ctx *ctx, const Page *page, KeyLotList *ret);

/*
 * Writes the event that says who exports the lot; after it is durable, list_lot_keys() may run.
 * Keys of a benefit are their partner's secret: NOT_PERMITTED.
 */
MUST_CHECK Err export_lot(Ctx *ctx, const Id *id, KeyLot *ret);

typedef struct LotKey {
    KeyRecord record;
    bool readable;
    ProductKey key;
} LotKey;

typedef struct LotKeyList {
    LotKey *item;
    size_t count;
} LotKeyList;

MUST_CHECK Err list_lot_keys(Ctx *ctx, const Id *id, int64_t after, int64_t limit, LotKeyList *ret);

/* --- redemption: redeem.c, replace.c -------------------------------------------------------- */

typedef struct ExpectInput {
    int64_t licenses;
    int64_t ends_on;
} ExpectInput;

typedef struct RedeemInput {
    const char *tenant_id;
    int64_t action; /* Action, without void */
    const char **key;
    size_t key_count;
    const char **key_ref; /* of own benefits, instead of keys */
    size_t key_ref_count;
    const Digest *key_digest; /* of a draft: keys that were read before */
    size_t key_digest_count;
    int64_t add_licenses; /* RULE CT-10; absent: all of the key */
    const char *subscription_id;
    int64_t separate;    /* 0, 1 or absent */
    ExpectInput *expect; /* or NULL */
} RedeemInput;

enum { WARNINGS_MAX = 4 };

/* What a redemption does or did (RULE CT-7): the preview and the receipt are the same thing. */
typedef struct RedemptionView {
    Receipt receipt; /* of a preview without id, moment and user */
    Calculation calculation;
    const char *tenant_name;
    const char *tenant_domain;
    const char *user_name;             /* who redeemed; only of a single receipt, else NULL */
    const char *warning[WARNINGS_MAX]; /* English source texts; codes before them */
    const char *warning_code[WARNINGS_MAX];
    size_t warning_count;
} RedemptionView;

/* What would happen. Changes nothing. */
MUST_CHECK Err preview_redemption(Ctx *ctx, const RedeemInput *input, RedemptionView *ret);

/* Make it happen: exactly what the preview said, or PREVIEW_OUTDATED. Emits key.redeemed. */
MUST_CHECK Err redeem_keys(Ctx *ctx, const RedeemInput *input, RedemptionView *ret);

/* --- drafts of redemptions: drafts.c -------------------------------------------------------- */

/*
 * A draft lives for a day at its own address and remembers which keys were read, so that the key
 * need not be typed, shown or sent again; on another device too, by the same person. Nothing is
 * used until the draft is redeemed.
 */
typedef struct DraftInput {
    const char **key;
    size_t key_count;
    const char **key_ref;
    size_t key_ref_count;
    const char *subscription_id; /* NULL: to be activated */
} DraftInput;

/* Fails as the preview does for keys and products; a subscription of another product is refused. */
MUST_CHECK Err create_draft(Ctx *ctx, const DraftInput *input, Id *ret);

/* What is drafted: the keys with their product, and the subscription if one was named. */
typedef struct DraftView {
    Draft draft;
    KeyRecord *key;
    Product product;
    Subscription subscription; /* id empty where none was named */
} DraftView;

/* NOT_FOUND when it is a day old, redeemed, or another's. */
MUST_CHECK Err get_draft(Ctx *ctx, const Id *id, DraftView *ret);

/* How the keys are to be used: the members of a redemption that the draft does not have. */
typedef struct DraftChoice {
    int64_t action;
    int64_t add_licenses;
    int64_t separate;
    const char *subscription_id; /* instead of the draft's, or NULL */
    const char *tenant_id;       /* repeated on redeeming (RULE SUB-4) */
    ExpectInput *expect;
} DraftChoice;

/* What would happen, or why it would be refused: on a page both are an answer. */
typedef struct Preview {
    Err refused;         /* OK, or why; what there is to say about it is in ctx->refusal */
    RedemptionView view; /* where nothing is refused */
} Preview;

/* Fails only where there is no such draft. */
MUST_CHECK Err preview_draft(Ctx *ctx, const Id *id, const DraftChoice *choice, Preview *ret);
/* Redeems; the draft remembers the receipt for as long as it is kept. */
MUST_CHECK Err redeem_draft(Ctx *ctx, const Id *id, const DraftChoice *choice, RedemptionView *ret);
/* The receipt of a draft that was redeemed; empty while it was not. */
MUST_CHECK Err find_receipt_of_draft(Ctx *ctx, const Id *id, Id *ret);

typedef struct WhatIfInput {
    int64_t action;
    int64_t licenses;
    int64_t add_licenses;
} WhatIfInput;

/* The preview for a key that one does not have yet. */
MUST_CHECK Err what_if(Ctx *ctx, const Id *subscription_id, const WhatIfInput *input,
                       RedemptionView *ret);
/* The same, where a refusal is an answer too; fails only where there is no such subscription. */
MUST_CHECK Err try_what_if(Ctx *ctx, const Id *subscription_id, const WhatIfInput *input,
                           Preview *ret);

MUST_CHECK Err get_receipt(Ctx *ctx, const Id *id, RedemptionView *ret);

typedef struct RedemptionViewList {
    RedemptionView *item;
    size_t count;
    bool more;
} RedemptionViewList;

typedef struct ReceiptQuery {
    int64_t limit;
    const char *after;
    const char *subscription_id; /* NULL: of the whole tenant */
    const char *tenant_id;       /* for the operator's staff */
} ReceiptQuery;

MUST_CHECK Err list_receipts(Ctx *ctx, const ReceiptQuery *query, RedemptionViewList *ret);

typedef struct ReplacementInput {
    const char *reason;
} ReplacementInput;

typedef struct Replacement {
    Id lot_id;
    const char **ref;
    size_t ref_count;
} Replacement;

/*
 * RULE KEY-10: void a redemption, in whichever tenant, and issue a new key for each of its keys.
 * LICENSES_IN_USE, or REPLACEMENT_REFUSED: it is void already or a void itself, more than 30 days
 * old, or later redemptions stand on it.
 */
MUST_CHECK Err replace_redemption(Ctx *ctx, const Id *id, const ReplacementInput *input,
                                  Replacement *ret);

/* --- subscriptions: subscriptions.c --------------------------------------------------------- */

MUST_CHECK Err get_subscription(Ctx *ctx, const Id *id, Subscription *ret);
/* Of the caller's tenant; the operator's staff must say which one. */
MUST_CHECK Err list_subscriptions(Ctx *ctx, const char *tenant_id, const Page *page,
                                  SubscriptionList *ret);

typedef struct SubscriptionListQuery {
    int64_t limit;
    const char *after;     /* an id */
    int64_t status;        /* SubscriptionStatus, or INPUT_ABSENT */
    const char *q;         /* in the product's names, its SKU or the id; or NULL */
    int64_t sort;          /* into SUBSCRIPTION_SORT_NAMES, or INPUT_ABSENT: as they began */
    const char *tenant_id; /* for the operator's staff, who must say whose */
} SubscriptionListQuery;

extern const char *const SUBSCRIPTION_SORT_NAMES[];

/* The place in SUBSCRIPTION_SORT_NAMES of a column, rising. */
static inline int64_t
sort_rising(SubscriptionColumn column)
{
    return 2 * (int64_t)column;
}

/* The caller's own of a product, the latest end first, so many at most. */
MUST_CHECK Err list_subscriptions_of_product(Ctx *ctx, const char *sku, int64_t limit,
                                             SubscriptionList *ret);

/* The same, filtered, searched and sorted. find_subscriptions.c */
MUST_CHECK Err find_subscriptions(Ctx *ctx, const SubscriptionListQuery *query,
                                  SubscriptionList *ret);

/* As CSV, in parts as export_people() gives them. */
MUST_CHECK Err export_subscriptions(Ctx *ctx, const SubscriptionListQuery *query, Buf *out,
                                    Id *ret_last);

/* To have a licence already is no error (RULE SUB-6). */
MUST_CHECK Err assign_license(Ctx *ctx, const Id *subscription_id, const Id *user_id,
                              Subscription *ret);
MUST_CHECK Err release_license(Ctx *ctx, const Id *subscription_id, const Id *user_id,
                               Subscription *ret);
MUST_CHECK Err list_assignments(Ctx *ctx, const Id *subscription_id, const Page *page,
                                AssignmentList *ret);

/* --- credits: credits.c, credit_users.c, ledger.c ------------------------------------------- */

/* A credit as of a moment: what time alone has brought until then is in it. */
typedef struct CreditView {
    Credit credit;
    const char *name; /* of the product, in the reader's language */
    CreditStatus status;
    int64_t period;        /* its number; the first one before the credit begins, else the last */
    CreditDays days;       /* of that period */
    PeriodBalance balance; /* of that period; all 0 before it begins */
    CreditUserList users;  /* who holds it, the first ones, with what they used in the period */
} CreditView;

typedef struct CreditViewList {
    CreditView *item;
    size_t count;
    bool more;
} CreditViewList;

/*
 * Whoever manages credits sees those of the tenant, the operator's staff all, everybody else those
 * that they hold; what somebody else uses is not theirs to see, so `users` has only themselves.
 * `at` is a moment in the past, or 0 for now; MEMBER_INVALID if it lies before the credit was made
 * or in the future.
 */
MUST_CHECK Err get_credit(Ctx *ctx, const Id *id, Micros at, CreditView *ret);

typedef struct CreditQuery {
    int64_t limit;
    const char *after;
    const char *tenant_id; /* for the operator's staff, who must say whose */
} CreditQuery;

MUST_CHECK Err list_credits(Ctx *ctx, const CreditQuery *query, CreditViewList *ret);
/*
 * For whoever manages credits: those of the own tenant that have the text in the name of their
 * product or offer, in SKU or competency, the latest first.
 */
MUST_CHECK Err search_credits(Ctx *ctx, const char *text, int64_t limit, CreditViewList *ret);
/* Those that the caller holds, in the caller's own tenant. */
MUST_CHECK Err list_own_credits(Ctx *ctx, CreditViewList *ret);

/* Who holds it now. */
MUST_CHECK Err list_credit_users(Ctx *ctx, const Id *credit_id, const Page *page,
                                 CreditUserList *ret);

/*
 * To hold a monthly credit already is no error, and neither is it to be the holder of a bulk
 * credit. USER_NOT_IN_DIRECTORY, USER_DISABLED, CREDIT_EXPIRED, CREDIT_NOT_COMBINABLE (with
 * `programme`), CREDIT_ALREADY_HELD (a bulk credit has another holder: transfer it).
 */
MUST_CHECK Err assign_credit(Ctx *ctx, const Id *credit_id, const Id *user_id, CreditView *ret);

/*
 * BULK_CREDIT_TRANSFER_ONLY, or NOT_FOUND where the user does not hold it. check_removal() fails
 * the same way, changes nothing, and shows the credit with its user.
 */
MUST_CHECK Err check_removal(Ctx *ctx, const Id *credit_id, const Id *user_id, CreditView *ret);
MUST_CHECK Err remove_credit_user(Ctx *ctx, const Id *credit_id, const Id *user_id,
                                  CreditView *ret);

/* What a transfer would do: to whom, and what goes along. */
typedef struct TransferView {
    CreditView credit;
    User from; /* id empty: nobody holds it yet */
    User to;
    Err refused; /* by try_transfer(); OK where it can be done */
} TransferView;

/*
 * Codes, in order: NOT_FOUND, NOT_A_BULK_CREDIT, TRANSFER_OUTSIDE_YEAR, USER_NOT_IN_DIRECTORY,
 * USER_DISABLED, CREDIT_ALREADY_HELD (by that user), CREDIT_NOT_COMBINABLE. check_transfer()
 * changes nothing. Neither does try_transfer(), which fails only where there is no such credit, and
 * says in ret->refused why a transfer would be refused.
 */
MUST_CHECK Err try_transfer(Ctx *ctx, const Id *credit_id, const Id *user_id, TransferView *ret);
MUST_CHECK Err check_transfer(Ctx *ctx, const Id *credit_id, const Id *user_id, TransferView *ret);
MUST_CHECK Err transfer_credit(Ctx *ctx, const Id *credit_id, const Id *user_id, CreditView *ret);

/* The ledger, oldest first; page->after is the number of a posting as text. */
MUST_CHECK Err list_postings(Ctx *ctx, const Id *credit_id, const Page *page, PostingList *ret);

/*
 * What was used of one period, day by day: what a picture of it is drawn from. Of the caller alone
 * where the caller does not manage credits.
 */
typedef struct BurnDown {
    CreditView credit; /* of which `period`, `days` and `balance` are those that were asked for */
    UsageDay *day;     /* those on which there was any, oldest first */
    size_t day_count;
    CreditPeriodRecord *past; /* all periods that have begun, oldest first */
    size_t past_count;
} BurnDown;

/* `period` is a number, or INPUT_ABSENT for the present one; NOT_FOUND if it has not begun. */
MUST_CHECK Err get_burn_down(Ctx *ctx, const Id *credit_id, int64_t period, BurnDown *ret);

/*
 * The same for somebody who holds the credit, whatever else they may see: what all of them used on
 * each day, which the amounts that are left tell anyway, and apart from it what is the caller's.
 * NOT_FOUND where the caller does not hold it.
 */
typedef struct OwnBurnDown {
    BurnDown burn;
    UsageDayList days;
} OwnBurnDown;

MUST_CHECK Err get_own_burn_down(Ctx *ctx, const Id *credit_id, int64_t period, OwnBurnDown *ret);

/*
 * Write down what time alone has brought to at most limit credits, in any tenant. Nobody needs to
 * wait for it, as readers work it out for themselves; *ret_more if there are more.
 */
MUST_CHECK Err roll_credits(Ctx *ctx, int64_t limit, bool *ret_more);

/* --- participations: participations.c ------------------------------------------------------- */

/* What became of the items of a batch that could not be taken; the others were. */
typedef struct Rejection {
    int64_t index;
    Err err;
} Rejection;

enum { PARTICIPATIONS_MAX = 5000 };

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

/* --- metering: usage.c, meters.c ------------------------------------------------------------ */

enum { USAGE_EVENTS_MAX = 5000 };

typedef struct UsageEventInput {
    const char *source;
    const char *id;
    const char *credit_id;
    const char *user_id;
    int64_t time;
    const char *meter;    /* or NULL */
    int64_t quantity;     /* millionths, or INPUT_ABSENT */
    int64_t micros;       /* the amount, or INPUT_ABSENT: what the meter's price makes of it */
    const char *currency; /* of the amount, or NULL: the credit's */
} UsageEventInput;

typedef struct UsageInput {
    UsageEventInput *event;
    size_t event_count;
} UsageInput;

typedef struct UsageOutcome {
    int64_t accepted;
    int64_t duplicates;
    Rejection *rejected;
    size_t rejected_count;
} UsageOutcome;

/*
 * RULE CR-7: each event of a source counts once. The operator reports for all credits, a tenant's
 * administrators for their own. What cannot be counted is rejected and may be sent again; why:
 * NOT_FOUND (the credit), USER_NOT_IN_DIRECTORY (never held the credit), USAGE_IN_FUTURE,
 * USAGE_OUTSIDE_CREDIT, METER_UNKNOWN, CURRENCY_MISMATCH, AMOUNT_TOO_LARGE.
 */
MUST_CHECK Err record_usage(Ctx *ctx, const UsageInput *input, UsageOutcome *ret);

typedef struct PriceInput {
    const char *currency;
    const char *amount;
} PriceInput;

typedef struct MeterInput {
    const char *code;
    const char *name;
    const char *unit;
    PriceInput *price;  /* the first one */
    int64_t valid_from; /* a moment; absent: from now on */
} MeterInput;

typedef struct MeterView {
    Meter meter;
    MeterPriceList prices; /* those of now, one for each currency */
} MeterView;

typedef struct MeterViewList {
    MeterView *item;
    size_t count;
    bool more;
} MeterViewList;

MUST_CHECK Err create_meter(Ctx *ctx, const MeterInput *input, MeterView *ret);
/* Only code, price and valid_from of the input count. What was counted keeps its price. */
MUST_CHECK Err set_meter_price(Ctx *ctx, const MeterInput *input, MeterView *ret);
MUST_CHECK Err get_meter(Ctx *ctx, const char *code, MeterView *ret);
MUST_CHECK Err list_meters(Ctx *ctx, const Page *page, MeterViewList *ret);

typedef struct RateInput {
    const char *from;
    const char *to;
    const char *rate; /* decimal text: how much of `to` is one of `from` */
} RateInput;

/* For credits that are granted from now on (RULE CR-10). */
MUST_CHECK Err set_rate(Ctx *ctx, const RateInput *input, ExchangeRate *ret);
MUST_CHECK Err list_rates(Ctx *ctx, ExchangeRateList *ret);

/* --- the calendar: calendar.c --------------------------------------------------------------- */

/*
 * A new secret address for the caller's calendar; an earlier one ends. The text is shown this once,
 * the database holds its hash. NOT_PERMITTED for the operator's staff, who have no organisation.
 */
MUST_CHECK Err create_calendar(Ctx *ctx, Lang lang, char ret_text[SESSION_TEXT_SIZE]);
MUST_CHECK Err revoke_calendar(Ctx *ctx);
MUST_CHECK Err find_calendar(Ctx *ctx, CalendarFeed *ret, bool *ret_found);

typedef struct SubscriptionEnd {
    Subscription subscription;
    Micros changed_at;
} SubscriptionEnd;

/* The dates that somebody has to know of: what can still be used, and what is not deleted. */
typedef struct Calendar {
    BenefitViewList benefits;
    SubscriptionEnd *end;
    size_t end_count;
} Calendar;

/*
 * What belongs to this secret. Sets ctx->actor to whose calendar it is, and ctx->lang to its
 * language. NOT_FOUND where there is none, or the person may not see benefits any more.
 */
MUST_CHECK Err read_calendar(Ctx *ctx, const char *text, Calendar *ret);

/* --- what needs doing: overview.c ----------------------------------------------------------- */

/* Of the caller's tenant, which there must be. */
typedef struct Overview {
    BenefitView *benefit; /* to be used: not used up, not past, no credit that somebody holds */
    size_t benefit_count;
    CreditView *credit; /* not past, at most a few */
    size_t credit_count;
    Subscription *subscription; /* active ones */
    size_t subscription_count;
    Event *event;          /* the last few, the latest first */
    const char **event_by; /* the name of who did it; NULL: the operator */
    size_t event_count;
} Overview;

MUST_CHECK Err get_overview(Ctx *ctx, Overview *ret);

/* --- things by their ids and references: things.c ------------------------------------------- */

typedef enum ThingKind {
    THING_NONE,
    THING_BENEFIT,
    THING_KEY,
    THING_SUBSCRIPTION,
    THING_RECEIPT,
    THING_PERSON,
    THING_ENROLMENT,
    THING_CREDIT,
} ThingKind;

typedef struct Thing {
    ThingKind kind;
    const char *id;    /* or reference, as it is written */
    const char *name;  /* of the product, person or offer, in the reader's language */
    const char *email; /* of a person */
    Id benefit_id;     /* of a key or credit: what it came with */
    Id partner_id;     /* of an enrolment */
} Thing;

/*
 * What an id (sub_…, ben_…, red_…, usr_…, enr_…, crd_…) or a key's reference names, however it is
 * typed. THING_NONE where there is no such thing, or none that the caller may see (RULE ROLE-2).
 */
MUST_CHECK Err find_thing(Ctx *ctx, const char *text, Thing *ret);

/* --- searching: search.c -------------------------------------------------------------------- */

enum { SEARCH_SHOWN = 5 };

/* The first few of each kind; `more` tells that there are others. */
typedef struct SearchResult {
    BenefitViewList benefits;
    KeyViewList keys;
    CreditViewList credits;
    SubscriptionList subscriptions;
    ReceiptList receipts; /* of these subscriptions, the latest first */
    PersonViewList people;
} SearchResult;

/*
 * What the caller may see of their organisation and has the text in its name, SKU, offer, reference
 * or e-mail address; nothing for the operator's staff, who have no organisation.
 */
MUST_CHECK Err search_everything(Ctx *ctx, const char *text, SearchResult *ret);

/* --- events: events.c ----------------------------------------------------------------------- */

/* The feed of the caller's partner; the operator's staff see everything, or one partner. */
MUST_CHECK Err list_events(Ctx *ctx, const char *partner_id, const Page *page, EventList *ret);

/* Time did it, such as granting the next period of a credit: neither somebody nor a command. */
bool event_is_by_itself(const Event *event);

/* What events are about; one may be about several. activity.c */
typedef enum ActivityKind {
    ACTIVITY_KEYS,
    ACTIVITY_SUBSCRIPTIONS,
    ACTIVITY_LICENCES,
    ACTIVITY_BENEFITS,
    ACTIVITY_CREDITS,
    ACTIVITY_PEOPLE,
    ACTIVITY_SIGN_IN,
    ACTIVITY_KIND_COUNT
} ActivityKind;
extern const char *const ACTIVITY_KIND_NAMES[];

/* Absent filters are INPUT_ABSENT or NULL. */
typedef struct ActivityQuery {
    int64_t limit;
    const char *after; /* an event: those before it */
    int64_t kind;      /* ActivityKind */
    const char *who;   /* part of a name or e-mail address */
    int64_t from;      /* day numbers, both included */
    int64_t to;
    const char *q;          /* part of the id or reference of what it happened to */
    const char *partner_id; /* for the operator's staff, who must say whose */
} ActivityQuery;

typedef struct Activity {
    Event event;          /* without its place in the chain */
    const char *by;       /* a name; NULL: the operator, of whom no more is said, or nobody */
    bool by_itself;       /* nobody did it: its time had come */
    const char *by_email; /* NULL with it */
    Thing object;         /* what it happened to, or THING_NONE */
    Thing person;         /* who got or lost a licence, or THING_NONE */
} Activity;

typedef struct ActivityList {
    Activity *item;
    size_t count;
    bool more;
    Id next;      /* where more, the event to go on after */
    Date reached; /* and its day */
} ActivityList;

/*
 * What happened in the caller's tenant and to its partner as a whole, the latest first; the
 * operator's staff see all of one partner. A filter that little passes ends a part of the list
 * before it is full: no part reads more than 2000 events.
 */
MUST_CHECK Err list_activity(Ctx *ctx, const ActivityQuery *query, ActivityList *ret);

/* MEMBER_INVALID where a file of all of it would have to read more than 10 000 events. */
MUST_CHECK Err check_activity_export(Ctx *ctx, const ActivityQuery *query);

/* What the services write down (RULE AUD-3); who, when and from where is in the context. */
typedef struct Happening {
    const Id *partner_id; /* or NULL */
    const Id *tenant_id;  /* or NULL */
    const char *type;     /* "key.redeemed" */
    const char *subject;  /* the id of what it happened to */
    const char *reason;   /* where one was asked for, else NULL */
    const char *data;     /* a JSON object, or NULL; never a secret */
} Happening;

/* For the services themselves: write down what happened, in the caller's transaction. */
MUST_CHECK Err record_happening(Ctx *ctx, Tx *tx, const Happening *happening);

/* The same for what needs no reason, which is nearly everything. */
#define record_event(ctx, tx, partner, tenant, name, about, more)                                  \
    record_happening((ctx), (tx),                                                                  \
                     &(Happening){.partner_id = (partner),                                         \
                                  .tenant_id = (tenant),                                           \
                                  .type = (name),                                                  \
                                  .subject = (about),                                              \
                                  .data = (more)})

/* --- the clock: set_clock.c ----------------------------------------------------------------- */

/* NOT_FOUND unless the policy allows it (RULE DT-1). */
MUST_CHECK Err set_clock(Ctx *ctx, Micros now);

#endif
