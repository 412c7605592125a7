/*
 * Records: what the store keeps, as values. Texts live in the arena they were read into; an id or
 * a text that is not there is empty or NULL.
 */
#ifndef STORE_RECORDS_H
#define STORE_RECORDS_H

#include "base/arena.h"
#include "base/clock.h"
#include "base/id.h"
#include "base/lang/lang.h"
#include "base/secret/secret.h"
#include "domain/benefit.h"
#include "domain/choices.h"
#include "domain/coterm.h"
#include "domain/credit/credit.h"
#include "domain/key.h"
#include "domain/role.h"
#include "store/engine/list_of.h"

typedef struct Product {
    const char *sku;
    const char *name;
    const char *name_sv;
    ProductKind kind;
    bool retired;
    const char *replaced_by; /* a SKU */
    int64_t licenses_max;
    Micros created_at;
} Product;

/* How much of a product; which member counts follows from the product's kind. */
typedef struct Quantity {
    int64_t licenses;
    int64_t incidents;
    CreditPeriod period;
    const char *currency;
    int64_t micros; /* millionths of the currency's unit */
} Quantity;

/* One line of an offer. */
typedef struct Grant {
    const char *sku;
    ProductKind kind;
    GrantType type;
    Quantity quantity;
} Grant;

typedef struct Offer {
    Id id;
    const char *code;
    const char *name;
    Tier tier;
    const char *competency;
    Micros created_at;
    Grant *grant;
    size_t grant_count;
} Offer;

typedef struct Partner {
    Id id;
    const char *name;
    const char *country;
    const char *locale;
    Micros created_at;
} Partner;

typedef struct Tenant {
    Id id;
    Id partner_id;
    const char *name;
    const char *domain;
    const char *currency; /* NULL: credits stay in the currency of the offer */
    Micros created_at;
} Tenant;

typedef struct User {
    Id id;
    Id tenant_id; /* empty: the operator's own staff */
    const char *email;
    const char *display_name;
    const char *sort_name; /* the same folded: lists of people are in its order */
    UserKind kind;
    Roles roles;
    const char *password_hash; /* NULL: no password yet */
    Micros created_at;
    Micros signed_in_at;    /* 0: never */
    Micros disabled_at;     /* 0: may sign in */
    const char **programme; /* codes such as csp, in alphabetical order */
    size_t programme_count;
} User;

/* Which people of a tenant: those after one, whose name or e-mail address contains a text. */
typedef struct UserSearch {
    Id tenant_id;
    const char *text;  /* folded; "" is in all of them */
    const User *after; /* NULL: from the beginning */
    int64_t limit;
} UserSearch;

/* An API token; the token's own text is nowhere. */
typedef struct Token {
    Id id;
    Hash hash;
    Id user_id;
    Micros created_at;
    Micros expires_at;
} Token;

/*
 * A browser that is signed in; what it keeps is 256 random bits, and their hash is all that is
 * here. The session may use any of its accounts and is in one of them.
 */
typedef struct Session {
    Id id;
    Hash hash;
    Id user_id;
    Micros created_at;
    Micros seen_at; /* as of when the process before this one ended, or the session began */
    Micros expires_at;
} Session;

/* An account that a session may use. */
typedef struct OwnAccount {
    Id user_id;
    Id tenant_id; /* empty: the operator's own staff */
    const char *tenant_name;
    const char *tenant_domain;
    const char *display_name;
    Roles roles;
    Micros signed_in_at; /* 0: never */
} OwnAccount;

/* Sets a password once: of a user, or of the first operator where user_id is empty. */
typedef struct PasswordLink {
    Hash hash;
    Id user_id;
    Micros expires_at;
} PasswordLink;

/* The calendar of a user, at an address whose secret part is nowhere but in the calendar program.
 */
typedef struct CalendarFeed {
    Id user_id;
    Hash hash; /* not read */
    Lang lang;
    Micros created_at;
} CalendarFeed;

/* Who asks: a user with the tenant and partner, if any, found by an API token. */
typedef struct Actor {
    Id user_id;
    Id tenant_id;
    Id partner_id;
    Roles roles;
    const char *email;
    const char *display_name; /* NULL where an API token was used */
    const char *tenant_name;
    const char *tenant_domain;
    const char *address; /* where the request came from */
} Actor;

typedef struct Enrolment {
    Id id;
    Id partner_id;
    Id tenant_id;
    const char *offer_code;
    Date starts_on;
    Date ends_on;
    Date activate_by;
    Micros created_at;
} Enrolment;

typedef struct Benefit {
    Id id;
    Id partner_id;
    Id enrolment_id;
    const char *sku;
    GrantType type;
    Quantity quantity;
    int64_t incidents_used;
    Date activate_by;
    Id superseded_by; /* the enrolment of a higher tier that took its place */
    Micros created_at;
    /* read along with it: */
    const char *product_name;
    const char *product_name_sv;
    ProductKind kind;
    bool retired;
    const char *replaced_by; /* the name of the product that replaces it, or NULL */
    const char *replaced_by_sv;
    const char *offer_code;
    const char *offer_name;
    const char *competency;
    Tier tier;
} Benefit;

/* Keys of the same product, size and last day. One partner's, or anybody's where partner is empty.
 */
typedef struct KeyLot {
    Id id;
    const char *sku;
    int64_t licenses;
    int64_t count;
    Date redeem_by;
    Id partner_id;
    Id benefit_id;
    Micros created_at;
} KeyLot;

/* A key of a lot, as it is made. */
typedef struct NewKey {
    Digest digest;
    uint8_t sealed[KEY_SYMBOLS + SEAL_OVERHEAD];
    char ref[KEY_REF_SIZE];
} NewKey;

/* A key with what its lot says of it. */
typedef struct KeyRecord {
    Id lot_id;
    int64_t position;
    char ref[KEY_REF_SIZE];
    Digest digest;
    const uint8_t *sealed; /* NULL once redeemed */
    size_t sealed_size;
    KeyState state;
    Id tenant_id;     /* that redeemed it */
    Id redemption_id; /* and how */
    const char *sku;
    int64_t licenses;
    Date redeem_by;
    Id partner_id; /* whose it is; empty: anybody may redeem it */
    Id benefit_id;
    Micros revealed_at; /* when it was first shown, or 0 */
} KeyRecord;

typedef struct Subscription {
    Id tenant_id;
    Id id;
    const char *sku;
    const char *name; /* of the product, read along */
    const char *name_sv;
    Holding holding; /* licences, end date, carried remainder */
    Date starts_on;
    int64_t assigned;
    int64_t receipts; /* how many there are */
    bool voided;      /* its only redemption was taken back: it does not exist any more */
} Subscription;

/* What a list of subscriptions is ordered by; ids decide between equals. */
typedef enum SubscriptionColumn {
    SUBSCRIPTION_BY_NAME,
    SUBSCRIPTION_BY_END,
    SUBSCRIPTION_BY_LICENSES,
    SUBSCRIPTION_BY_ASSIGNED,
    SUBSCRIPTION_BY_ID,
} SubscriptionColumn;

/* A part of a tenant's subscriptions. */
typedef struct SubscriptionScope {
    Id tenant_id;
    int64_t ends_from, ends_before; /* days */
    SubscriptionColumn column;
    bool falling;
    bool swedish;              /* names are those of Swedish readers */
    const Subscription *after; /* the last one of the part before, or NULL */
    bool (*match)(const Subscription *item, void *data); /* NULL: all */
    void *data;                                          /* for match() */
    int64_t limit;
} SubscriptionScope;

enum { RECEIPT_KEYS_MAX = KEYS_TOGETHER_MAX };

typedef struct ReceiptKey {
    char ref[KEY_REF_SIZE];
    int64_t licenses;
    char replaced_by[KEY_REF_SIZE]; /* empty unless replaced (RULE KEY-10) */
} ReceiptKey;

/*
 * A receipt: everything that a redemption was computed from and gave (RULE SUB-5). A receipt of
 * kind ACTION_VOID takes another one back; its before and after are the other way round.
 */
typedef struct Receipt {
    Id tenant_id;
    Id id;
    Id subscription_id;
    int64_t number; /* 1, 2, ... within its subscription */
    Action action;
    Micros at;
    Date today;
    Id user_id;
    int64_t key_licenses;
    int64_t licenses_added;
    const char *rule; /* "CT-2" */
    int64_t pool;
    int64_t ticks_each;
    bool held; /* there was a subscription before: before counts */
    Holding before;
    Date before_starts_on;
    Holding after;
    Date after_starts_on;
    Id voids;
    const char *reason;
    ReceiptKey *key;
    size_t key_count;
    const char *sku; /* read along */
    const char *name;
    const char *name_sv;
} Receipt;

/* Whose receipts: of one subscription, or where its id is empty, of the whole tenant. */
typedef struct ReceiptScope {
    Id tenant_id;
    Id subscription_id;
} ReceiptScope;

/* Keys that were read, and what is to be done with them; a draft belongs to whoever made it. */
typedef struct Draft {
    Id tenant_id;
    Id id;
    Id user_id;
    Id subscription_id; /* empty: to be activated */
    Id redemption_id;   /* what became of it; empty: nothing yet */
    Micros created_at;
    Digest *key;
    size_t key_count;
} Draft;

typedef struct Assignment {
    Id user_id;
    const char *email;
    const char *display_name;
    Micros since;
} Assignment;

/*
 * An event. Its stream is the tenant's id, else the partner's, else "operator"; within the stream
 * it has a number and a hash over itself and the hash before (RULE AUD-2).
 */
typedef struct Event {
    const char *stream;
    int64_t seq;
    Id id;
    Id partner_id;
    Id tenant_id;
    const char *type;
    Micros at;
    Id actor_id;
    const char *address;
    const char *subject;
    const char *reason;
    const char *data; /* a JSON object */
    Hash hash;
} Event;

/* An event with who did it; texts are NULL and the tenant empty where no account did. */
typedef struct Deed {
    Event event; /* without its place in the chain */
    Id by_tenant_id;
    const char *by_name;
    const char *by_email;
} Deed;

/*
 * Events to look through, the latest first: a partner's, from one id on and before another one.
 * Many may have to be read for a few that are wanted, so both numbers have a bound.
 */
typedef struct DeedSearch {
    Id partner_id;
    Id since;
    Id before;
    int64_t scan;  /* so many are read at most, */
    int64_t limit; /* and so many of them kept */
    bool (*wanted)(const Deed *deed, void *data);
    void *data;
} DeedSearch;

/* A place in a stream of events; the number 0 is before the first. */
typedef struct EventPlace {
    const char *stream;
    int64_t seq;
} EventPlace;

/* The answer to a request that may be sent again (RULE IDEM-1). */
typedef struct StoredReply {
    Digest request;
    int status;
    const char *location;
    const char *etag;
    const char *body; /* NULL: never stored, the request is to be run again */
    Micros created_at;
} StoredReply;

/* Which part of a list: the items after this id, so many of them. */
typedef struct Page {
    const char *after; /* NULL: from the beginning */
    int64_t limit;
} Page;

LIST_OF(Product);
LIST_OF(Offer);
LIST_OF(Partner);
LIST_OF(Tenant);
LIST_OF(User);
LIST_OF(Enrolment);
LIST_OF(Benefit);
LIST_OF(KeyLot);
LIST_OF(KeyRecord);
LIST_OF(Subscription);
LIST_OF(Receipt);
LIST_OF(Assignment);
LIST_OF(Event);
LIST_OF(Deed);
LIST_OF(Session);
LIST_OF(OwnAccount);

#endif
