/*
 * Key entry: the field in which people type or paste product keys, one or several.
 */
#ifndef PORTAL_REDEMPTIONS_KEY_ENTRY_H
#define PORTAL_REDEMPTIONS_KEY_ENTRY_H

#include "html/fault.h"
#include "service/redemptions/redemptions.h"
#include "store/redemptions/redemptions.h"

/*
 * What stands in the field, taken apart: between commas and the like, and where 25 characters are
 * complete. Bullets and numbers of lists are left out.
 */
typedef struct EnteredKeys {
    const char **item;
    size_t count;
} EnteredKeys;

EnteredKeys entered_keys(Arena *arena, const char *text);

/* One of the partner's keys that may be chosen instead of typed. */
typedef struct KeyChoice {
    const char *ref;
    const char *product;
    int64_t licenses;
    Date redeem_by;
    bool chosen;
} KeyChoice;

/* The field with what belongs to it. */
typedef struct KeyEntry {
    KeyChoice *choice;
    size_t choice_count;
    const char *subscription_id; /* or NULL: to be activated */
    const char *action;          /* "extend", or NULL */
    const char *asked_ref;       /* the key that a link led here with, or NULL */
    const char *typed;           /* what is to be corrected; never a key that is one */
    Fault fault;                 /* of the field */
    int64_t wrong_place;         /* of the character in the key to look at first, or INPUT_ABSENT */
    size_t wrong_key;            /* which of those entered it is in */
    const RedemptionView *used;  /* what used the key before, or NULL */
} KeyEntry;

/*
 * The keys that the reader may use: unused, not past their last day, of this product, or of any
 * where sku is NULL; chosen are those of the form, and the one asked for. None for those who may
 * not see benefits (RULE BEN-3).
 */
MUST_CHECK Err load_key_choices(Ctx *ctx, const Request *request, const char *sku, KeyEntry *entry);

/* What is wrong with what was entered, as closely as it is known (RULE KEY-2). */
MUST_CHECK Err explain_entry(Ctx *ctx, const Request *request, KeyEntry *entry);

void html_key_entry(Html *page, const KeyEntry *entry);
void html_key_refused(Html *page, const KeyEntry *entry);

#endif
