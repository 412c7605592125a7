#include "app/routes.h"

#include "api/api.h"
#include "portal/portal.h"

#define NO_SHAPE NULL
#define ROUTE(method, path, effect, permit, query, body, handler)                                  \
    {METHOD_##method, path, EFFECT_##effect, PERMIT_##permit, query, body, handler, false,         \
     false,           false},
#define BATCH(method, path, effect, permit, query, body, handler)                                  \
    {METHOD_##method,                                                                              \
     path,                                                                                         \
     EFFECT_##effect,                                                                              \
     PERMIT_##permit,                                                                              \
     query,                                                                                        \
     body,                                                                                         \
     handler,                                                                                      \
     false,                                                                                        \
     true,                                                                                         \
     false},
#define SECRET(method, path, effect, permit, query, body, handler)                                 \
    {METHOD_##method, path, EFFECT_##effect, PERMIT_##permit, query, body, handler, true,          \
     false,           false},
#define PAGE(method, path, effect, permit, query, form, handler)                                   \
    {METHOD_##method,                                                                              \
     path,                                                                                         \
     EFFECT_##effect,                                                                              \
     PERMIT_##permit,                                                                              \
     query,                                                                                        \
     form,                                                                                         \
     handler,                                                                                      \
     false,                                                                                        \
     false,                                                                                        \
     true,                                                                                         \
     NULL},
#define FORM(path, effect, permit, form, handler, again)                                           \
    {METHOD_POST, path, EFFECT_##effect, PERMIT_##permit, NO_SHAPE, form, handler, false, false,   \
     true,        again},

static const Route TABLE[] = {
#include "app/routes.def"
};

const Routes ROUTES = {TABLE, COUNT_OF(TABLE)};
