/*
 * Programme: the words of the trade that are chosen from a short list, and their names.
 *
 * The names are what the API says and what the database holds, so a name is never changed. Each
 * list ends with NULL and stands in the order of its enum.
 */
#ifndef DOMAIN_CHOICES_CHOICES_H
#define DOMAIN_CHOICES_CHOICES_H

#include "base/err.h"

typedef enum ProductKind { PRODUCT_LICENSE, PRODUCT_CREDIT, PRODUCT_SUPPORT } ProductKind;
extern const char *const PRODUCT_KIND_NAMES[];

/* How a benefits list calls the kinds: cloud, credit, support. */
extern const char *const CATEGORY_NAMES[];

/* In rising order: a higher tier wins (RULE BEN-1). */
typedef enum Tier { TIER_ACTION_PACK, TIER_SILVER, TIER_GOLD } Tier;
extern const char *const TIER_NAMES[];

typedef enum GrantType { GRANT_CORE, GRANT_INCREMENTAL } GrantType;
extern const char *const GRANT_TYPE_NAMES[];

typedef enum CreditPeriod { CREDIT_MONTH, CREDIT_YEAR } CreditPeriod;
extern const char *const CREDIT_PERIOD_NAMES[];

typedef enum UserKind { USER_MEMBER, USER_GUEST } UserKind;
extern const char *const USER_KIND_NAMES[];

/* What the database holds of a product key's life; whether it has expired follows from dates. */
typedef enum KeyState { KEY_READY, KEY_REVEALED, KEY_REDEEMED, KEY_REVOKED } KeyState;
extern const char *const KEY_STATE_NAMES[];

/* A lot of keys (RULE KEY-11), from the moment when nobody has to approve it any more. */
typedef enum LotState { LOT_APPROVED, LOT_DRAWN, LOT_RELEASED, LOT_ENDED } LotState;
extern const char *const LOT_STATE_NAMES[];

typedef enum Action { ACTION_ACTIVATE, ACTION_EXTEND, ACTION_ADD, ACTION_VOID } Action;
extern const char *const ACTION_NAMES[];

/* What became of what takes two people of the staff (RULE ROLE-3). */
typedef enum ApprovalState {
    APPROVAL_WAITING,
    APPROVAL_APPROVED,
    APPROVAL_REFUSED,
    APPROVAL_WITHDRAWN,
    APPROVAL_LAPSED,
} ApprovalState;
extern const char *const APPROVAL_STATE_NAMES[];

/* Other programmes that a person takes part in, by their codes (RULE CR-6 is about them). */
enum { PROGRAMME_LENGTH_MAX = 40 };

/* Position of a name in its list, -1 where it is none of them. */
int name_index(const char *const *names, const char *name);

#endif
