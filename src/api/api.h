/*
 * Api: the JSON face of the services. Each handler and each shape of input stands in the file of
 * its noun; here they are declared for the route table.
 */
#ifndef API_API_H
#define API_API_H

#include "http/http.h"

/* products.c */
extern const Shape PRODUCT_INPUT, PRODUCT_CHANGE;
Handler api_product_create, api_product_change, api_product_show, api_product_list;

/* offers.c */
extern const Shape OFFER_INPUT;
Handler api_offer_create, api_offer_show, api_offer_list;

/* partners.c */
extern const Shape PROGRAMME_INPUT;
Handler api_programme_create, api_programme_list;

extern const Shape PARTNER_INPUT, TENANT_INPUT;
Handler api_partner_create, api_partner_show, api_partner_list;
Handler api_tenant_create, api_tenant_show, api_tenant_list;

/* users.c */
extern const Shape USER_INPUT, USER_CHANGE;
Handler api_user_create, api_user_change, api_user_show, api_user_list, api_me_show;

/* enrolments.c */
extern const Shape ENROLMENT_INPUT;
Handler api_enrolment_create, api_enrolment_show, api_enrolment_list;

/* benefits.c */
extern const Shape BENEFIT_QUERY, REVEAL_INPUT;
Handler api_benefit_list, api_benefit_show, api_key_reveal;

/* lots.c */
extern const Shape LOT_INPUT;
Handler api_lot_create, api_lot_show, api_lot_list, api_lot_export;

/* redemptions.c */
extern const Shape PREVIEW_INPUT, REDEEM_INPUT, RECEIPT_QUERY, WHAT_IF_QUERY;
Handler api_redemption_preview, api_redemption_create, api_redemption_list, api_redemption_show;
Handler api_what_if;

/* local.c */
extern const Shape LOCAL_USER_INPUT, LOCAL_TOKEN_INPUT, LOCAL_LINK_INPUT;
Handler api_local_user_create, api_local_token_create, api_local_link_create;

/* system.c */
extern const Shape CLOCK_INPUT;
Handler api_health_show, api_readiness_show, api_openapi_show, api_clock_set;

/* replacements.c */
extern const Shape REPLACEMENT_INPUT;
Handler api_replacement_create;

/* subscriptions.c */
extern const Shape SUBSCRIPTION_QUERY;
Handler api_subscription_list, api_subscription_show;
Handler api_license_list, api_license_assign, api_license_release;

/* credits.c */
extern const Shape CREDIT_LIST_QUERY, CREDIT_QUERY, BURN_DOWN_QUERY, TRANSFER_INPUT;
Handler api_credit_list, api_credit_show, api_credit_user_list, api_credit_user_assign;
Handler api_credit_user_remove, api_credit_transfer, api_ledger_list, api_burn_down_show;

/* usage.c */
extern const Shape PARTICIPATIONS_INPUT;
Handler api_participation_import;

extern const Shape USAGE_INPUT;
Handler api_usage_record;

/* meters.c */
extern const Shape METER_INPUT, METER_PRICE_INPUT, RATE_INPUT;
Handler api_meter_create, api_meter_list, api_meter_show, api_meter_price_set;
Handler api_rate_set, api_rate_list;

/* events.c */
extern const Shape EVENT_QUERY;
Handler api_event_list;

#endif
