/*
 * Any bytes as the target of a request: its path against the route table, its query against the
 * shape of the route that it found, or of the benefits list; and the whole as the address to go on
 * to after signing in.
 */
#include "api/api.h"
#include "app/routes.h"
#include "base/text/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check_match(const RouteMatch *match)
{
    assert(match->route->method == METHOD_GET);
    for (int i = 0; i < PATH_VALUES_MAX; i++)
        if (match->value[i] != NULL)
            assert(text_is_utf8(match->value[i], strlen(match->value[i])));
}

static void
check_query(const char *query, const Shape *shape, Arena *arena)
{
    Ctx ctx = {.arena = arena};
    void *input = NULL;

    Err err = query_read(&ctx, query, shape, &input);
    assert(err == OK || err == ERR_REQUEST_MALFORMED || err == ERR_CURSOR_INVALID ||
           ctx.refusal.fault_count > 0);
    assert((err == OK) == (input != NULL));
}

/* RULE SIGN-7: no other host, whatever a browser makes of it. */
static void
check_next(const char *target, Arena *arena)
{
    Ctx ctx = {.arena = arena};
    Request request = {.routes = &ROUTES};
    const char *page = local_page(&ctx, &request, target);

    assert(page == NULL || text_equal(page, target));
    assert(page == NULL || (page[0] == '/' && strchr("/\\", page[1]) == NULL) || page[1] == '\0');
    assert(page == NULL || strpbrk(page, " \t\r\n") == NULL);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static Arena *arena;
    RouteMatch match;

    if (arena == NULL)
        arena = arena_new((size_t)64 * 1024 * 1024);
    arena_reset(arena, 0);

    const char *target = arena_copy(arena, (const char *)data, size);
    size_t length = strcspn(target, "?");
    const char *path = arena_copy(arena, target, length);
    const char *query = target[length] == '?' ? target + length + 1 : "";
    Err err = route_find(&ROUTES, METHOD_GET, path, arena, &match);
    assert(err == OK || err == ERR_ROUTE_UNKNOWN || err == ERR_METHOD_NOT_ALLOWED ||
           err == ERR_REQUEST_MALFORMED);
    if (err == OK)
        check_match(&match);
    if (err == ERR_METHOD_NOT_ALLOWED)
        assert(match.allow[0] != '\0');
    bool has_query = err == OK && match.route->query != NULL;
    check_next(target, arena);
    check_query(query, has_query ? match.route->query : &BENEFIT_QUERY, arena);
    return 0;
}
