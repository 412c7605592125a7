/*
 * Api: the JSON face of the services. Each handler and each shape of input stands in the file of
 * its noun; here they are declared for the route table.
 */
#ifndef API_API_H
#define API_API_H

#include "http/http.h"

/* redemptions.c */
extern const Shape REDEEM_INPUT, RECEIPT_QUERY;
Handler api_redemption_preview, api_redemption_create, api_redemption_list, api_redemption_show;

#endif
