/*
 * What subscriptions are asked for by.
 */
#include "domain/subscription.h"
#include "service/list_part.h"
#include "service/subscriptions/subscriptions.h"

// clang-format off
SHAPE_OPTIONAL(SUBSCRIPTION_LIST_QUERY, SubscriptionListQuery,
    FIELD(SubscriptionListQuery, ID,     tenant_id, "tenantId", .prefix = "ten_"),
    FIELD(SubscriptionListQuery, SEARCH, q,         "q"),
    FIELD(SubscriptionListQuery, CHOICE, status, "status", .choices = SUBSCRIPTION_STATUS_NAMES),
    FIELD(SubscriptionListQuery, SLUG,   sku,         "sku"),
    FIELD(SubscriptionListQuery, DATE,   ends_before, "endsBefore"),
    FIELD(SubscriptionListQuery, INT,    ends_within, "endsWithinDays", .max = DAYS_AHEAD_MAX),
    FIELD(SubscriptionListQuery, CHOICE, sort,   "sort",   .choices = SUBSCRIPTION_SORT_NAMES),
    LIMIT(SubscriptionListQuery),
    AFTER(SubscriptionListQuery),
);
// clang-format on
