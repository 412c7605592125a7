/*
 * Members: how partners, tenants, users and quantities look in JSON, for the answers that show
 * several of them at once. Each writes the members of an object that the caller begins and ends.
 */
#ifndef API_MEMBERS_H
#define API_MEMBERS_H

#include "base/format/format.h"
#include "store/catalogue/catalogue.h"
#include "store/directory/directory.h"

void put_partner(Json *json, const Partner *partner);
void put_tenant(Json *json, const Tenant *tenant);
void put_user(Json *json, const User *user);

/* How much of a product, as the one member that its kind has. */
void put_quantity(Json *json, ProductKind kind, const Quantity *quantity);

#endif
