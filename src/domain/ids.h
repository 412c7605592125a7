/*
 * Ids: which prefix an id of which thing has, for members that name one.
 */
#ifndef DOMAIN_IDS_H
#define DOMAIN_IDS_H

#include "base/id/id.h"

MUST_CHECK bool is_partner_id(const char *text);
MUST_CHECK bool is_tenant_id(const char *text);
MUST_CHECK bool is_subscription_id(const char *text);
MUST_CHECK bool is_credit_id(const char *text);
MUST_CHECK bool is_user_id(const char *text);

#endif
