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
extern const Shape PARTNER_INPUT, TENANT_INPUT;
Handler api_partner_create, api_partner_show, api_partner_list;
Handler api_tenant_create, api_tenant_show, api_tenant_list;

/* users.c */
extern const Shape USER_INPUT;
Handler api_user_create, api_user_show, api_user_list, api_me_show;

/* redemptions.c */
extern const Shape REDEEM_INPUT, RECEIPT_QUERY;
Handler api_redemption_preview, api_redemption_create, api_redemption_list, api_redemption_show;

/* replacements.c */
extern const Shape REPLACEMENT_INPUT;
Handler api_replacement_create;

/* subscriptions.c */
extern const Shape SUBSCRIPTION_QUERY;
Handler api_subscription_list, api_subscription_show;
Handler api_license_list, api_license_assign, api_license_release;

/* events.c */
extern const Shape EVENT_QUERY;
Handler api_event_list;

#endif
