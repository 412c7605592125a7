#include "app/routes.h"

#include "api/api.h"
#include "console/console.h"
#include "html/pages/pages.h"
#include "portal/portal.h"

#define ROUTE(m, p, e, may, q, b, h, ...)                                                          \
    {.method = METHOD_##m,                                                                         \
     .path = p,                                                                                    \
     .effect = EFFECT_##e,                                                                         \
     .permit = PERMIT_##may,                                                                       \
     .query = &q,                                                                                  \
     .body = &b,                                                                                   \
     .handler = h,                                                                                 \
     __VA_ARGS__},
#define PAGE(p, may, q, h, ...)    ROUTE(GET, p, READ, may, q, NO_SHAPE, h, .page = true, __VA_ARGS__)
#define BUTTON(p, e, may, form, h) ROUTE(POST, p, e, may, NO_SHAPE, form, h, .page = true)
#define FORM(p, e, may, form, h, a, ...)                                                           \
    ROUTE(POST, p, e, may, NO_SHAPE, form, h, .page = true, .again = (a), __VA_ARGS__)

static const Route TABLE[] = {
#include "api/routes.def"
#include "console/routes.def"
#include "html/pages/routes.def"
#include "portal/routes.def"
};

const Routes ROUTES = {TABLE, COUNT_OF(TABLE), &PORTAL_FACE, &CONSOLE_FACE};
