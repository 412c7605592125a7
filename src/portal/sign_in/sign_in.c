/*
 * /sign-in, /sign-out, /sign-out-everywhere and /.
 */
#include "portal/sign_in/sign_in.h"

#include "html/page.h"
#include "portal/portal.h"
#include "service/sign_in/sign_in.h"

/* Why somebody is here who was signed in before; the order is that of ENDED_TEXTS. */
static const char *const ENDED_NAMES[] = {"idle", "limit", "out", "everywhere", NULL};

static const char *const ENDED_TEXTS[] = {
    TR("You were signed out after 30 minutes without any activity. Sign in to continue."),
    TR("You were signed out after 12 hours. Sign in to continue."),
    TR("You are signed out."),
    TR("You are signed out in all browsers and on all devices."),
};

typedef struct SignInQuery {
    const char *next;
    int64_t ended;
} SignInQuery;

// clang-format off
SHAPE_OPTIONAL(SIGN_IN_QUERY, SignInQuery,
    FIELD(SignInQuery, EXACT,  next,  "next",  .max = NEXT_MAX),
    FIELD(SignInQuery, CHOICE, ended, "ended", .choices = ENDED_NAMES),
);
// clang-format on

typedef struct SignInForm {
    SignInInput input;
    const char *next;
} SignInForm;

// clang-format off
SHAPE_AROUND(SIGN_IN_FORM, SignInForm, input, SIGN_IN_INPUT,
    FIELD(SignInForm, EXACT, next, "next", .max = NEXT_MAX, .optional = true),
);
// clang-format on

Err
keep_session(Ctx *ctx, Reply *reply, const char *text)
{
    TRY(make_device(ctx, &reply->cookie[COOKIE_DEVICE]));
    reply->cookie[COOKIE_SESSION] = arena_copy(ctx->arena, text, strlen(text));
    reply->cookie[COOKIE_VISITOR] = "";
    return OK;
}

/* What the browser keeps of our pages goes with the session; language and device stay. */
static void
drop_session(Reply *reply)
{
    static const ReplyHeader CLEAR[] = {{"Clear-Site-Data", "\"cache\", \"storage\""}, {0}};

    reply->cookie[COOKIE_SESSION] = "";
    reply->headers = CLEAR;
}

Err
go_on(Ctx *ctx, const Request *request, Reply *reply, const char *next, const char *fallback)
{
    const char *page = local_page(ctx, request, next);

    return reply_redirect(ctx, reply, page != NULL ? page : fallback);
}

/* Whoever was about to redeem goes on where they were. */
static const char *
ended_text(const SignInQuery *query)
{
    if (query->ended == INPUT_ABSENT)
        return NULL;
    if (query->ended == 0 && query->next != NULL && strstr(query->next, "/drf_") != NULL)
        return TR(
            "You were signed out after 30 minutes without any activity. "
            "Sign in to continue; your draft is saved.");
    return ENDED_TEXTS[query->ended];
}

static Err
show(Ctx *ctx, const Request *request, Reply *reply, const SignInQuery *query)
{
    SignInView view = {
        .note = form_note(ctx, request),
        .ended = ended_text(query),
        .next = query->next != NULL ? query->next : "",
        .email = form_input(ctx, request, "email", TR("E-mail address")),
        .password = form_password(ctx, request, "password", TR("Password"), "current-password"),
    };

    view.email.type = "email";
    view.email.autocomplete = "username";
    if (request->refused == OK)
        view.email.focus = true;
    Html page = page_begin(ctx, request, reply, TR("Sign in"));
    html_sign_in(&page, &view);
    return page_end(&page);
}

Err
page_sign_in_show(Ctx *ctx, const Request *request, Reply *reply)
{
    const SignInQuery *query = request->query;

    if (!id_is_empty(&ctx->visit.session.id))
        return go_on(ctx, request, reply, query->next, "/");
    return show(ctx, request, reply, query);
}

Err
page_sign_in_again(Ctx *ctx, const Request *request, Reply *reply)
{
    SignInQuery query = DEFAULTS_OF(SIGN_IN_QUERY);

    query.next = form_value(&request->form, "next");
    return show(ctx, request, reply, &query);
}

/* Who can go to several places is asked where to. */
static Err
begin(Ctx *ctx, const Request *request, Reply *reply)
{
    const SignInForm *form = request->body;
    const Identity *identity = reply->then_state;
    char text[SESSION_TEXT_SIZE];

    TRY(start_session(ctx, identity, text));
    TRY(keep_session(ctx, reply, text));
    if (identity->account_count == 1)
        return go_on(ctx, request, reply, form->next, "/");
    const char *next = local_page(ctx, request, form->next);
    if (next == NULL)
        return reply_redirect(ctx, reply, "/organisation");
    return reply_redirect(
        ctx, reply,
        arena_printf(ctx->arena, "/organisation?next=%s", query_escape(ctx->arena, next)));
}

Err
page_sign_in_ask(Ctx *ctx, const Request *request, Place *ret)
{
    const SignInForm *form = request->body;

    return check_attempts(ctx, form->input.email, request->cookies.value[COOKIE_DEVICE],
                          &ret->rank);
}

Err
page_sign_in(Ctx *ctx, const Request *request, Reply *reply)
{
    const SignInForm *form = request->body;
    Identity *identity = ARENA_NEW(ctx->arena, Identity);

    TRY(check_password(ctx, &form->input, request->cookies.value[COOKIE_DEVICE], identity));
    reply->then = begin;
    reply->then_state = identity;
    return OK;
}

Err
page_sign_out(Ctx *ctx, const Request *request, Reply *reply)
{
    (void)request;
    TRY(end_session(ctx));
    drop_session(reply);
    return reply_redirect(ctx, reply, "/sign-in?ended=out");
}

Err
page_sign_out_everywhere(Ctx *ctx, const Request *request, Reply *reply)
{
    (void)request;
    TRY(end_all_sessions(ctx));
    drop_session(reply);
    return reply_redirect(ctx, reply, "/sign-in?ended=everywhere");
}

/*
 * The first page of somebody who is signed in: of the staff what waits for them, of an organisation
 * the overview, or what they hold themselves.
 */
Err
page_root_show(Ctx *ctx, const Request *request, Reply *reply)
{
    Roles roles = ctx->actor.roles;

    (void)request;
    if (role_permits(roles, PERMIT_PARTNER_READ))
        return reply_redirect(ctx, reply, "/ops");
    if (role_permits(roles, PERMIT_SUBSCRIPTION_READ))
        return reply_redirect(ctx, reply, "/home");
    if (role_permits(roles, PERMIT_DIRECTORY_READ))
        return reply_redirect(ctx, reply, "/people");
    return reply_redirect(ctx, reply, id_is_empty(&ctx->actor.tenant_id) ? "/organisation" : "/my");
}
