/*
 * Partner: how a partner of the programme is doing, in one word for a list.
 */
#ifndef DOMAIN_PARTNER_H
#define DOMAIN_PARTNER_H

#include "domain/date/date.h"

/* So many days before a year ends its renewal is due. */
enum { RENEWAL_DAYS = 60 };

/* Where no year ends: behind all days. */
enum { PARTNER_NO_END = 3000000 };

/* What is worst comes last. */
typedef enum PartnerHealth {
    PARTNER_WELL,
    PARTNER_RENEWAL,    /* a year ends soon, and none of the same offer follows */
    PARTNER_UNATTENDED, /* no administrator can sign in */
    PARTNER_IDLE,       /* no year runs, nor is one to come */
    PARTNER_HEALTHS
} PartnerHealth;
extern const char *const PARTNER_HEALTH_NAMES[];

typedef struct PartnerFacts {
    int64_t ends_on; /* day number: of the years that none follows the first to end */
    bool attended;   /* an administrator can sign in */
} PartnerFacts;

PartnerHealth partner_health(const PartnerFacts *facts, Date today);

#endif
