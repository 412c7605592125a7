/*
 * Routes: the table of routes.def, for whoever serves it.
 */
#ifndef APP_ROUTES_H
#define APP_ROUTES_H

#include "http/router.h"

extern const Routes ROUTES;

#endif
