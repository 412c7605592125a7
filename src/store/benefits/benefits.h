/*
 * Benefits: enrolments and what each of them granted.
 */
#ifndef STORE_BENEFITS_BENEFITS_H
#define STORE_BENEFITS_BENEFITS_H

#include "domain/benefit.h"
#include "store/catalogue/catalogue.h"

typedef struct Enrolment {
    Id id;
    Id partner_id;
    Id tenant_id;
    const char *offer_code;
    Date starts_on;
    Date ends_on;
    Date activate_by;
    const char *external_id; /* what others call it, or NULL */
    Micros created_at;
} Enrolment;

typedef struct Benefit {
    Id id;
    Id partner_id;
    Id enrolment_id;
    Id tenant_id; /* the enrolment's; only read */
    const char *sku;
    GrantType type;
    Quantity quantity;
    int64_t incidents_used;
    Date activate_by;
    Id superseded_by; /* the enrolment of a higher tier that took its place */
    Micros created_at;
    /* read along with it: */
    Name product_name;
    SortKeys sort; /* of these names */
    ProductKind kind;
    bool retired;
    Name replaced_by; /* the name of the product that replaces it, or NULL */
    const char *offer_code;
    const char *offer_name;
    const char *competency;
    Tier tier;
} Benefit;

LIST_OF(Id);
LIST_OF(Enrolment);
LIST_OF(Benefit);

MUST_CHECK Err store_enrolment_get(Tx *tx, const Id *id, Arena *arena, Enrolment *ret);
MUST_CHECK Err store_enrolment_list(Tx *tx, const Id *partner_id, const Page *page, Arena *arena,
                                    EnrolmentList *ret);
/*
 * Those of the partner whose years have a day in common with that of the planned one, and that
 * granted something or are in the same offer.
 */
MUST_CHECK Err store_enrolment_list_overlapping(Tx *tx, const Enrolment *planned, Arena *arena,
                                                EnrolmentList *ret);
/* The one of the partner that others call so, if there is one. */
MUST_CHECK Err store_enrolment_list_external(Tx *tx, const Id *partner_id, const char *external_id,
                                             Arena *arena, EnrolmentList *ret);
MUST_CHECK Err store_enrolment_add(Tx *tx, const Enrolment *enrolment);
/* What others call it; ALREADY_EXISTS where that is another one of the partner. */
MUST_CHECK Err store_enrolment_put(Tx *tx, const Enrolment *enrolment);

/* A year with the names of whose and of what it is. */
typedef struct EndingYear {
    Id id;
    Id partner_id;
    Id tenant_id;
    const char *offer_code;
    Date starts_on;
    Date ends_on;
    const char *partner_name;
    const char *offer_name;
    const char *competency; /* or NULL */
} EndingYear;
LIST_OF(EndingYear);

/* Those that end after today and by a day, and that none of the same offer follows. */
typedef struct EndingScope {
    Date today, until;
    const EndingYear *after; /* its day and its id: those behind it; or NULL */
    int64_t limit;
} EndingScope;

/* Of all partners, the first to end first. ending.c */
MUST_CHECK Err store_enrolment_list_ending(Tx *tx, const EndingScope *scope, Arena *arena,
                                           EndingYearList *ret);
/* All of one partner, the last to end first. */
MUST_CHECK Err store_enrolment_list_latest(Tx *tx, const Id *partner_id, int64_t limit,
                                           Arena *arena, EndingYearList *ret);
/* By the names of their offers. */
MUST_CHECK Err store_enrolment_labels(Tx *tx, const LabelScope *scope, Arena *arena, Label **ret);

MUST_CHECK Err store_benefit_get(Tx *tx, const Id *id, Arena *arena, Benefit *ret);
/* All benefits of the partner, in the order they were granted. */
MUST_CHECK Err store_benefit_list(Tx *tx, const Id *partner_id, Arena *arena, BenefitList *ret);
/*
 * Of several partners those that are not superseded and can still be activated on that day, the
 * earliest last day first: a list for each of them.
 */
typedef struct UsableScope {
    const Id *partner_id;
    size_t count;
    Date on;
    int64_t limit; /* of each partner */
} UsableScope;

MUST_CHECK Err store_benefit_lists_usable(Tx *tx, const UsableScope *scope, Arena *arena,
                                          BenefitList **ret);
/* What each of these enrolments granted, in that order too: a list for each of them. */
MUST_CHECK Err store_benefit_ids_of_enrolments(Tx *tx, const EnrolmentList *enrolments,
                                               Arena *arena, IdList **ret);
/* By the names of their products. */
MUST_CHECK Err store_benefit_labels(Tx *tx, const LabelScope *scope, Arena *arena, Label **ret);
MUST_CHECK Err store_benefit_add(Tx *tx, const Benefit *benefit);
MUST_CHECK Err store_benefit_supersede(Tx *tx, const Id *benefit_id, const Id *enrolment_id);

#endif
