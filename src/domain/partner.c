#include "domain/partner.h"

const char *const PARTNER_HEALTH_NAMES[] = {"well", "renewal-due", "unattended", "no-offer", NULL};

PartnerHealth
partner_health(const PartnerFacts *facts, Date today)
{
    if (facts->ends_on == PARTNER_NO_END)
        return PARTNER_IDLE;
    if (!facts->attended)
        return PARTNER_UNATTENDED;
    return facts->ends_on - today.day <= RENEWAL_DAYS ? PARTNER_RENEWAL : PARTNER_WELL;
}
