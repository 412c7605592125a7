#include "http/router.h"

#include "base/text/text.h"
#include "domain/choices/choices.h"

enum { SEGMENTS_MAX = 12, PATH_MAX_BYTES = 1024 };

static const char *const METHOD_NAMES[METHOD_COUNT + 1] = {"GET",   "POST",   "PUT",
                                                           "PATCH", "DELETE", NULL};

const char *
method_name(Method method)
{
    return METHOD_NAMES[method];
}

Method
method_from_name(const char *name)
{
    int index = name_index(METHOD_NAMES, text_equal(name, "HEAD") ? "GET" : name);

    return index < 0 ? METHOD_COUNT : (Method)index;
}

typedef struct Path {
    const char *segment[SEGMENTS_MAX];
    size_t count;
} Path;

static Err
split(const char *path, Arena *arena, Path *ret)
{
    if (*path != '/' || strlen(path) > PATH_MAX_BYTES)
        return ERR_ROUTE_UNKNOWN;
    while (*path == '/') {
        size_t length = strcspn(++path, "/");
        if (ret->count == SEGMENTS_MAX)
            return ERR_ROUTE_UNKNOWN;
        const char *segment = percent_decode(arena, path, length, false);
        if (segment == NULL)
            return ERR_REQUEST_MALFORMED;
        ret->segment[ret->count++] = segment;
        path += length;
    }
    return OK;
}

static bool
is_segment_end(char c)
{
    return c == '/' || c == '\0';
}

/*
 * Compare with one segment of a row's path: its end where they match, else NULL. {name} stands for
 * any segment with something in it. A segment may hold a slash that was written as %2F and
 * separates nothing.
 */
static const char *
match_segment(const char *segment, const char *pattern)
{
    if (*pattern == '{')
        return *segment != '\0' ? pattern + strcspn(pattern, "/") : NULL;
    while (!is_segment_end(*pattern) && *segment == *pattern) {
        segment++;
        pattern++;
    }
    return *segment == '\0' && is_segment_end(*pattern) ? pattern : NULL;
}

/*
 * Compare with a row's path; *ret_value gets what stands for each {…}. Done for one row after
 * another, so most rows must cost no more than the few characters up to where they differ.
 */
static bool
matches(const Path *path, const char *pattern, const char *ret_value[PATH_VALUES_MAX])
{
    size_t at = 0, values = 0;

    for (; *pattern == '/'; at++) {
        bool is_value = *++pattern == '{';
        const char *segment = at < path->count ? path->segment[at] : NULL;
        pattern = segment != NULL ? match_segment(segment, pattern) : NULL;
        if (pattern == NULL)
            return false;
        assert(!is_value || values < PATH_VALUES_MAX);
        if (is_value)
            ret_value[values++] = segment;
    }
    return at == path->count;
}

static void
add_allowed(RouteMatch *match, Method method)
{
    size_t used = strlen(match->allow);

    snprintf(match->allow + used, sizeof(match->allow) - used, "%s%s%s", used > 0 ? ", " : "",
             METHOD_NAMES[method], method == METHOD_GET ? ", HEAD" : "");
}

Err
route_find(const Routes *routes, Method method, const char *text, Arena *arena, RouteMatch *ret)
{
    Path path = {0};
    const char *first = NULL;

    *ret = (RouteMatch){0};
    /* The server itself, which a balancer may ask what it takes (RFC 9110, section 9.3.7). */
    if (text_equal(text, "*")) {
        for (Method any = 0; any < METHOD_COUNT; any++)
            add_allowed(ret, any);
        return ERR_METHOD_NOT_ALLOWED;
    }
    TRY(split(text, arena, &path));
    for (size_t i = 0; i < routes->count; i++) {
        const Route *route = &routes->route[i];
        /* A path belongs to the first row that has it, so /x/preview may stand before /x/{id}. */
        bool other = first != NULL && !text_equal(first, route->path);
        if (other || !matches(&path, route->path, ret->value))
            continue;
        if (route->method == method) {
            ret->route = route;
            return OK;
        }
        first = route->path;
        add_allowed(ret, route->method);
    }
    return ret->allow[0] != '\0' ? ERR_METHOD_NOT_ALLOWED : ERR_ROUTE_UNKNOWN;
}

const char *
routes_find_undeclared(const Routes *routes)
{
    for (size_t i = 0; i < routes->count; i++)
        if (routes->route[i].permit == PERMIT_UNDECLARED || routes->route[i].handler == NULL)
            return routes->route[i].path;
    return NULL;
}
