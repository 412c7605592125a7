/*
 * Router: which row of the route table a path and a method mean.
 */
#ifndef HTTP_ROUTER_H
#define HTTP_ROUTER_H

#include "http/http.h"

typedef struct Routes {
    const Route *route;
    size_t count;
    const Face *face;       /* what stands around pages, for the people of organisations */
    const Face *staff_face; /* and for the operator's staff */
} Routes;

/* GET for HEAD too, whose answer the HTTP library sends without its body; METHOD_COUNT if unknown.
 */
Method method_from_name(const char *name);

/* "GET" */
const char *method_name(Method method);

/* What was found: the row, what stands for its {…}, and the methods that the path takes. */
typedef struct RouteMatch {
    const Route *route;
    const char *value[PATH_VALUES_MAX];
    char allow[40];
} RouteMatch;

/*
 * ERR_ROUTE_UNKNOWN where no row has the path, ERR_METHOD_NOT_ALLOWED where one has it with another
 * method (allow then lists its methods), ERR_REQUEST_MALFORMED for a path that cannot be decoded.
 */
MUST_CHECK Err route_find(const Routes *routes, Method method, const char *path, Arena *arena,
                          RouteMatch *ret);

/* RULE ROLE-1: does every row say what it needs? The path of the first that does not, or NULL. */
const char *routes_find_undeclared(const Routes *routes);

#endif
