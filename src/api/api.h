/*
 * Api: the JSON face of the services. Each handler stands in the file of its noun; routes.def has
 * their addresses and declares them.
 */
#ifndef API_API_H
#define API_API_H

#include "http/http.h"

#define ROUTE DECLARE_ROUTE
#include "api/routes.def"
#undef ROUTE

/* Of the rows that have .ask. */
AskPlace api_lot_ask, api_import_ask;

#endif
