#include "html/page.h"

#include "html/role_text.h"
#include "http/exchange.h"
#include "service/sign_in/sign_in.h"

/*
 * Nothing but what we serve ourselves, and no script but app.js, which may write HTML through its
 * one policy only. Nobody may put a page of ours into one of theirs.
 */
#define CONTENT_SECURITY_POLICY                                                                    \
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "   \
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "            \
    "require-trusted-types-for 'script'; trusted-types perq"

static const ReplyHeader *
page_headers(Ctx *ctx)
{
    const ReplyHeader HEADERS[] = {
        {"Content-Security-Policy", CONTENT_SECURITY_POLICY},
        {"Referrer-Policy", "same-origin"},
        {"Cross-Origin-Opener-Policy", "same-origin"},
        {"Cross-Origin-Resource-Policy", "same-origin"},
        {"Vary", "Cookie, Accept-Language"},
        {"Speculation-Rules", arena_printf(ctx->arena, "\"%s\"", asset_path("speculation.json"))},
        {NULL, NULL},
    };
    ReplyHeader *headers = ARENA_NEW_ARRAY(ctx->arena, ReplyHeader, COUNT_OF(HEADERS));

    memcpy(headers, HEADERS, sizeof(HEADERS));
    return headers;
}

/* --- the organisations that one can be in ---------------------------------------------------- */

static OrganisationChoice
choice_of(const OwnAccount *account, bool here)
{
    OrganisationChoice choice = {.account = account->user_id,
                                 .name = account->tenant_name,
                                 .domain = account->tenant_domain,
                                 .here = here};

    role_texts(account->roles, choice.role);
    while (choice.role[choice.role_count] != NULL)
        choice.role_count++;
    return choice;
}

static OwnAccountList
only_here(Ctx *ctx)
{
    const Actor *actor = &ctx->actor;
    OwnAccount *account = ARENA_NEW(ctx->arena, OwnAccount);

    *account = (OwnAccount){.user_id = actor->user_id,
                            .tenant_id = actor->tenant_id,
                            .tenant_name = actor->tenant_name,
                            .tenant_domain = actor->tenant_domain,
                            .roles = actor->roles};
    return (OwnAccountList){.item = account, .count = 1};
}

/*
 * Where somebody who is signed in is, and where else they can be: a statement more where there is
 * somewhere else. A page that cannot be told the others has the one where it is.
 */
static void
fill_places(Ctx *ctx, Html *page)
{
    OwnAccountList list = {0};

    if (page->user_name == NULL)
        return;
    if (ctx->visit.session.accounts <= 1 || ctx->db == NULL || list_own_accounts(ctx, &list) != OK)
        list = only_here(ctx);
    OrganisationChoice *place = ARENA_NEW_ARRAY(ctx->arena, OrganisationChoice, list.count);
    for (size_t i = 0; i < list.count; i++)
        place[i] = choice_of(&list.item[i], id_equal(&list.item[i].user_id, &ctx->actor.user_id));
    page->place = place;
    page->place_count = list.count;
}

/* Where the reader is: a form that is shown again stands where it was sent from. */
static const char *
page_of(Ctx *ctx, const Request *request)
{
    if (request->refused != OK)
        return referring_page(ctx, request);
    return request->target != NULL ? request->target : "/";
}

/* --- the page -------------------------------------------------------------------------------- */

Html
page_begin_titled(Ctx *ctx, const Request *request, Reply *reply, const char *title)
{
    const Actor *actor = &ctx->actor;

    reply->content_type = "text/html; charset=utf-8";
    reply->headers = page_headers(ctx);
    Html page = {
        .out = reply_body(ctx, reply),
        .lang = ctx->lang,
        .title = title,
        .refused = request->refused != OK || ctx->visit.refused,
        .face = request->face,
        .path = request->path != NULL ? request->path : "",
        .target = page_of(ctx, request),
        .theme = ctx->visit.theme != NULL ? ctx->visit.theme : "",
        .zone = ctx->visit.zone,
        .now = ctx->now,
        .user_name = actor->display_name,
        .organisation = actor->tenant_name,
        .domain = actor->tenant_domain,
        .roles = actor->roles,
        .csrf = ctx->visit.form_token,
        .notice = ctx->visit.notice,
        .searched = ctx->visit.searched,
        .viewed = ctx->visit.viewed,
        .suspended = actor->suspended_at != 0,
    };

    fill_places(ctx, &page);
    html_layout_begin(&page);
    return page;
}

Html
page_begin(Ctx *ctx, const Request *request, Reply *reply, const char *title)
{
    return page_begin_titled(ctx, request, reply, lang_text(ctx->lang, title));
}

Err
page_end(Html *page)
{
    html_layout_end(page);
    return OK; /* one that did not fit is refused by whoever sends it: reply_check_whole() */
}

void
page_may_be_kept(Reply *reply)
{
    reply->cache_control = "private, no-cache";
}

/* --- the navigation ------------------------------------------------------------------------- */

/* What anybody may open is for the people of organisations: the operator's staff hold nothing. */
static bool
is_for(const Html *page, const NavItem *item)
{
    return item->permit == PERMIT_SIGNED_IN ? page->organisation != NULL
                                            : role_permits(page->roles, item->permit);
}

Nav
nav_of(const Html *page)
{
    Nav nav = {.item = ARENA_NEW_ARRAY(page->out->arena, const NavItem *, page->face->nav_count)};

    if (page->user_name == NULL)
        return nav;
    for (size_t i = 0; i < page->face->nav_count; i++)
        if (is_for(page, &page->face->nav[i]))
            nav.item[nav.count++] = &page->face->nav[i];
    return nav;
}

/* So long is the beginning of where we are that the item is; 0 where it is none. */
static size_t
length_above(const Html *page, const NavItem *item)
{
    size_t length = strlen(item->path);
    bool above = strncmp(page->path, item->path, length) == 0 &&
                 (page->path[length] == '\0' || page->path[length] == '/');

    return above ? length : 0;
}

bool
nav_is_here(const Html *page, const NavItem *item)
{
    size_t length = length_above(page, item);

    for (size_t i = 0; i < page->face->nav_count; i++)
        if (length_above(page, &page->face->nav[i]) > length)
            return false;
    return length > 0;
}
