/*
 * Credit records: what the store keeps of credits, their ledger and what is metered.
 */
#ifndef STORE_CREDITS_CREDITS_H
#define STORE_CREDITS_CREDITS_H

#include "store/records.h"

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
    const char *name;
    const char *name_sv;
    GrantType type;
    const char *offer_code;
    const char *offer_name;
    const char *competency;
    Id superseded_by; /* the benefit's: it cannot be given to anybody any more */
} Credit;

/* One period of a credit and what has become of it. */
typedef struct CreditPeriodRecord {
    int64_t number;
    CreditDays days;
    PeriodBalance balance;
} CreditPeriodRecord;

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
} UsageEvent;

/* What was used of a credit on a day by one of its users, or by all where user_id is empty. */
typedef struct UsageDay {
    Date day;
    Id user_id;
    int64_t events;
    int64_t micros;
} UsageDay;

/* A licence, prepaid or credit programme besides this one, in which people may take part. */
typedef struct OtherProgramme {
    const char *code;
    const char *name;
    const char *name_sv;
    Micros created_at;
} OtherProgramme;

/* Something that is metered. */
typedef struct Meter {
    const char *code;
    const char *name;
    const char *unit;
    Micros created_at;
} Meter;

/* What a unit of it costs, from a moment on until the next price. */
typedef struct MeterPrice {
    const char *currency;
    Micros valid_from;
    int64_t micros;
} MeterPrice;

/* What prices go by. */
typedef struct MeterName {
    const char *code;
    const char *currency;
} MeterName;

/* What a unit costs from one moment to another, which is not included. */
typedef struct PriceSpan {
    Micros from;
    Micros until;
    int64_t micros; /* below zero: there is no price */
} PriceSpan;

/* The operator's fixed rate: millionths of `to` for a unit of `from`. */
typedef struct ExchangeRate {
    const char *from;
    const char *to;
    int64_t micros;
    Micros changed_at;
} ExchangeRate;

LIST_OF(Credit);
LIST_OF(CreditPeriodRecord);
LIST_OF(Posting);
LIST_OF(CreditUser);
LIST_OF(UsageDay);
LIST_OF(OtherProgramme);
LIST_OF(Meter);
LIST_OF(MeterPrice);
LIST_OF(ExchangeRate);

#endif
