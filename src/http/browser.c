/*
 * What is different about routes that are pages: who reads them, what forms say, and how they
 * refuse.
 */
#include "http/exchange.h"

#include "base/text/text.h"
#include "base/zone/zone.h"
#include "domain/choices/choices.h"

/* What is the contract's is refused as the contract says, also where no row has the address. */
static bool
is_for_programs(const char *path)
{
    static const char *const PLACES[] = {"api/",   "calendar/",    "healthz",
                                         "readyz", "openapi.json", "problems/"};

    path += strspn(path, "/"); /* one too many makes no page of it */
    for (size_t i = 0; i < COUNT_OF(PLACES); i++)
        if (strncmp(path, PLACES[i], strlen(PLACES[i])) == 0)
            return true;
    return text_equal(path, "api");
}

/* Whoever looks with a browser for what is not there, reads a page too. */
bool
page_is_meant(const Exchange *exchange)
{
    const char *accept = exchange->headers.accept;

    if (exchange->shared->page_problem == NULL || exchange->local)
        return false;
    if (exchange->route != NULL)
        return exchange->route->page;
    return !is_for_programs(exchange->path) &&
           media_weight(accept, "text/html") > media_weight(accept, "application/json");
}

/*
 * Not the address says it, but who reads: the staff keep what is theirs around the pages of a
 * partner, and around what is not there.
 */
const Face *
face_of(const Exchange *exchange)
{
    const Routes *routes = &exchange->shared->routes;
    const Ctx *ctx = &exchange->ctx;
    bool of_staff = !id_is_empty(&ctx->visit.session.id) && id_is_empty(&ctx->actor.tenant_id);

    return of_staff ? routes->staff_face : routes->face;
}

static const char *
theme_of(const char *cookie)
{
    static const char *const THEMES[] = {"light", "dark", NULL};

    return cookie != NULL && name_index(THEMES, cookie) >= 0 ? cookie : "";
}

/* Whatever a browser sends becomes the name of a zone that there is, or nothing. */
static const char *
zone_of(Ctx *ctx, const char *cookie)
{
    if (cookie == NULL)
        return NULL;
    char *name = arena_copy(ctx->arena, cookie, strlen(cookie));
    for (char *at = name; *at != '\0'; at++)
        if (*at == '.')
            *at = '/';
    return zone_named(name);
}

void
page_open(Exchange *exchange)
{
    Ctx *ctx = &exchange->ctx;
    Cookies *cookies = &exchange->request.cookies;
    const char *lang;

    *cookies = cookies_read(exchange->headers.cookie, exchange->shared->tls_in_front, ctx->arena);
    lang = cookies->value[COOKIE_LANG];
    ctx->lang = lang != NULL ? lang_from_accept(lang, LANG_SV)
                             : lang_from_accept(exchange->headers.accept_language, LANG_SV);
    ctx->visit.theme = theme_of(cookies->value[COOKIE_THEME]);
    ctx->visit.zone = zone_of(ctx, cookies->value[COOKIE_ZONE]);
}

/*
 * Where a browser that may be signed in asks for what is not there, the refusal is a page with all
 * that stands around pages: so the route is one that leads nowhere, and who asks is found as ever.
 */
Err
page_find_lost(Exchange *exchange, Method method, RouteMatch *ret)
{
    if (method != METHOD_GET || !page_is_meant(exchange) ||
        exchange->request.cookies.value[COOKIE_SESSION] == NULL)
        return ERR_ROUTE_UNKNOWN;
    TRY(route_find(&exchange->shared->routes, METHOD_GET, "/not-there", exchange->ctx.arena, ret));
    exchange->route = ret->route;
    return OK;
}

static bool
is_form(const char *content_type)
{
    static const char FORM[] = "application/x-www-form-urlencoded";
    size_t length = strlen(FORM);

    return content_type != NULL && strncasecmp(content_type, FORM, length) == 0 &&
           (content_type[length] == '\0' || strchr("; \t", content_type[length]) != NULL);
}

static Err
read_form(Exchange *exchange)
{
    Request *request = &exchange->request;
    const Shape *shape = exchange->route->body;
    Ctx *ctx = &exchange->ctx;
    void *input = NULL;

    if (exchange->body.length > FORM_BYTES_MAX)
        return ERR_BODY_TOO_LARGE;
    if (!is_form(exchange->headers.content_type))
        return ERR_MEDIA_TYPE;
    TRY(form_parse(ctx->arena, exchange->body.data, exchange->body.length, &request->form));
    TRY(guard_check_form(exchange));
    exchange->form_is_ours = true;
    TRY(form_read(ctx, &request->form, shape, &input));
    request->body = input;
    return OK;
}

Err
page_read_input(Exchange *exchange)
{
    const Shape *query = exchange->route->query;
    void *input = NULL;

    const char *asked = exchange->route->any_query ? "" : exchange->query;
    TRY(form_read_query(&exchange->ctx, asked, query, &input));
    exchange->request.query = input;
    ListOf list = list_of(exchange);
    TRY(cursors_decode(&exchange->ctx, &list, input));
    return exchange->request.method == METHOD_GET ? OK : read_form(exchange);
}

/* --- refusing --------------------------------------------------------------------------------- */

static const char *
how_the_session_ended(const Refusal *refusal)
{
    for (size_t i = 0; i < refusal->member_count; i++)
        if (text_equal(refusal->member[i].name, "ended"))
            return refusal->member[i].text;
    return NULL;
}

/* A form cannot be sent from the sign-in, so only who was reading comes back to where it was. */
static void
redirect_to_sign_in(Exchange *exchange)
{
    const char *ended = how_the_session_ended(&exchange->ctx.refusal);
    Arena *arena = exchange->ctx.arena;
    const char *next = "";

    if (exchange->request.method == METHOD_GET && !text_equal(exchange->target, "/"))
        next = arena_printf(arena, "?next=%s", query_escape(arena, exchange->target));
    const char *then = ended == NULL   ? ""
                       : *next == '\0' ? arena_printf(arena, "?ended=%s", ended)
                                       : arena_printf(arena, "&ended=%s", ended);
    exchange->reply = reply_new(exchange);
    exchange->reply.status = 303;
    exchange->reply.location = arena_printf(arena, "/sign-in%s%s", next, then);
    exchange->reply.content_type = NULL;
    if (exchange->request.cookies.value[COOKIE_SESSION] != NULL)
        exchange->reply.cookie[COOKIE_SESSION] = "";
}

static Err
show_again(Exchange *exchange, Db *db, Err err)
{
    CLEANUP(tx_end) Tx tx = {0};
    Request *request = &exchange->request;

    request->refused = err;
    request->body = NULL;
    exchange->ctx.db = db;
    exchange->reply = reply_new(exchange);
    exchange->reply.status = err_http_status(err);
    TRY(tx_begin(db, &tx));
    TRY(exchange->route->again(&exchange->ctx, request, &exchange->reply));
    TRY(reply_check_whole(exchange));
    return tx_commit(&tx);
}

/* What entering something else, or the same a little later, can mend. */
static bool
is_about_the_form(const Exchange *exchange, Err err)
{
    return exchange->form_is_ours && exchange->route->again != NULL && err != ERR_NOT_FOUND &&
           err != ERR_NOT_PERMITTED;
}

void
page_refuse(Exchange *exchange, Db *db, Err err)
{
    const Refusal refusal = exchange->ctx.refusal;

    if (err == ERR_SIGN_IN_REQUIRED) {
        redirect_to_sign_in(exchange);
        return;
    }
    if (db != NULL && is_about_the_form(exchange, err) && show_again(exchange, db, err) == OK)
        return;
    exchange->ctx.refusal = refusal;
    exchange->ctx.db = db;
    exchange->shared->page_problem(&exchange->ctx, face_of(exchange), err, exchange->id,
                                   &exchange->reply);
    /* Its shell has forms too, to choose the language by. */
    if (exchange->new_visitor)
        exchange->reply.cookie[COOKIE_VISITOR] = exchange->request.cookies.value[COOKIE_VISITOR];
}

/* --- for the handlers of pages ---------------------------------------------------------------- */

Err
reply_redirect(Ctx *ctx, Reply *reply, const char *path)
{
    assert(path[0] == '/' && path[1] != '/');
    reply->status = 303;
    reply->content_type = NULL;
    reply->location = arena_copy(ctx->arena, path, strlen(path));
    return OK;
}

/* Visible ASCII only, and no backslash, which browsers take for a slash. */
static bool
is_plain_path(const char *text)
{
    for (const char *at = text; *at != '\0'; at++)
        if (*at <= ' ' || *at > '~' || *at == '\\')
            return false;
    return text[0] == '/' && text[1] != '/';
}

/* RULE SIGN-7: a path of a page that we have, and nothing that a browser could take for a host. */
const char *
local_page(Ctx *ctx, const Request *request, const char *next)
{
    RouteMatch match;

    if (next == NULL || !is_plain_path(next))
        return NULL;
    const char *path = arena_copy(ctx->arena, next, strcspn(next, "?#"));
    if (route_find(request->routes, METHOD_GET, path, ctx->arena, &match) != OK)
        return NULL;
    return match.route->page ? next : NULL;
}

const char *
referring_page(Ctx *ctx, const Request *request)
{
    const char *referer = request->referer;
    size_t length = request->origin != NULL ? strlen(request->origin) : 0;

    if (referer == NULL || length == 0 || strncmp(referer, request->origin, length) != 0)
        return "/";
    const char *page = local_page(ctx, request, referer + length);
    return page != NULL ? page : "/";
}

const char *
form_fault(Ctx *ctx, const char *name)
{
    for (size_t i = 0; i < ctx->refusal.fault_count; i++) {
        const RefusalFault *fault = &ctx->refusal.fault[i];
        if (fault->pointer[0] == '/' && text_equal(fault->pointer + 1, name))
            return problem_text(ctx, fault->detail != NULL ? fault->detail : err_title(fault->err));
    }
    return NULL;
}
