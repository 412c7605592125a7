/*
 * /password, to change one's own, and /set-up/{token}, where a link stands for the old one.
 */
#include "portal/portal.h"

#include "base/text/text.h"
#include "html/form_view.h"
#include "html/page.h"
#include "portal/sign_in/sign_in.h"
#include "service/sign_in/sign_in.h"
#include "store/directory/directory.h"

static const char HINT[] = TR("At least 12 characters. A few words in a row are easy to remember.");

static Err
check_repeated(Ctx *ctx, const char *password, const char *repeat)
{
    if (text_equal(text_opaque(ctx->arena, password), text_opaque(ctx->arena, repeat)))
        return OK;
    return refuse_member(&ctx->refusal, ERR_MEMBER_INVALID, "/repeat",
                         TR("This is not the same password."));
}

static void
add_new_password(Ctx *ctx, const Request *request, PasswordView *view)
{
    FormInput *password = &view->input[view->input_count++];

    *password = form_password(ctx, request, "password", TR("New password"), "new-password");
    password->hint = HINT;
    view->input[view->input_count++] =
        form_password(ctx, request, "repeat", TR("The same password again"), "new-password");
}

/* --- one's own ------------------------------------------------------------------------------- */

typedef struct PasswordForm {
    const char *current;
    const char *password;
    const char *repeat;
} PasswordForm;

// clang-format off
SHAPE(PASSWORD_FORM, PasswordForm,
    FIELD(PasswordForm, EXACT, current,  "current",  .min = 1, .max = PASSWORD_ENTERED_MAX),
    FIELD(PasswordForm, EXACT, password, "password", .min = 1, .max = PASSWORD_ENTERED_MAX),
    FIELD(PasswordForm, EXACT, repeat,   "repeat",   .min = 1, .max = PASSWORD_ENTERED_MAX),
);
// clang-format on

Err
page_password_show(Ctx *ctx, const Request *request, Reply *reply)
{
    PasswordView view = {
        .note = form_note(ctx, request),
        .action = "/password",
        .email = ctx->actor.email,
        .input = {form_password(ctx, request, "current", TR("Current password"),
                                "current-password")},
        .input_count = 1,
        .own = true,
    };

    view.input[0].focus = request->refused == OK;
    add_new_password(ctx, request, &view);
    Html page = page_begin(ctx, request, reply, TR("Change your password"));
    html_password(&page, &view);
    return page_end(&page);
}

static Err
keep_password(Ctx *ctx, const Request *request, Reply *reply)
{
    (void)request;
    TRY(change_password(ctx, reply->then_state));
    return reply_redirect(ctx, reply, "/organisation?changed=1");
}

Err
page_password_ask(Ctx *ctx, const Request *request, Place *ret)
{
    return check_attempts(ctx, ctx->actor.email, request->cookies.value[COOKIE_DEVICE], &ret->rank);
}

Err
page_password_change(Ctx *ctx, const Request *request, Reply *reply)
{
    const PasswordForm *form = request->body;
    NewPassword *password = ARENA_NEW(ctx->arena, NewPassword);

    TRY(check_repeated(ctx, form->password, form->repeat));
    TRY(check_own_password(ctx, form->current, request->cookies.value[COOKIE_DEVICE]));
    TRY(prepare_password(ctx, ctx->actor.email, form->password, password));
    reply->then = keep_password;
    reply->then_state = password;
    return OK;
}

/* --- by a link -------------------------------------------------------------------------------- */

typedef struct SetUpForm {
    SetUpInput input;
    const char *repeat;
} SetUpForm;

// clang-format off
SHAPE_AROUND(SET_UP_FORM, SetUpForm, input, SET_UP_INPUT,
    FIELD(SetUpForm, EXACT, repeat, "repeat", .min = 1, .max = PASSWORD_ENTERED_MAX),
);
// clang-format on

static void
add_operator(Ctx *ctx, const Request *request, PasswordView *view)
{
    FormInput *email = &view->input[view->input_count++];

    *email = form_input(ctx, request, "email", TR("E-mail address"));
    email->type = "email";
    email->autocomplete = "username";
    email->focus = request->refused == OK;
    FormInput *name = &view->input[view->input_count++];
    *name = form_input(ctx, request, "displayName", TR("Your name"));
    name->autocomplete = "name";
}

Err
page_set_up_show(Ctx *ctx, const Request *request, Reply *reply)
{
    User user;

    TRY(find_link(ctx, request->value[0], &user));
    PasswordView view = {
        .note = form_note(ctx, request),
        .action = request->path,
        .email = user.email,
        .first_operator = id_is_empty(&user.id),
    };
    if (view.first_operator)
        add_operator(ctx, request, &view);
    add_new_password(ctx, request, &view);
    Html page =
        page_begin(ctx, request, reply,
                   view.first_operator ? TR("Set up this server") : TR("Choose a password"));
    html_password(&page, &view);
    return page_end(&page);
}

typedef struct SetUp {
    NewPassword password;
} SetUp;

static Err
finish_set_up(Ctx *ctx, const Request *request, Reply *reply)
{
    const SetUpForm *form = request->body;
    const SetUp *set_up = reply->then_state;
    Identity identity;
    char text[SESSION_TEXT_SIZE];

    TRY(use_link(ctx, request->value[0], &form->input, &set_up->password, &identity));
    TRY(start_session(ctx, &identity, text));
    TRY(keep_session(ctx, reply, text));
    return reply_redirect(ctx, reply, "/");
}

static Err
require(Ctx *ctx, const char *value, const char *pointer)
{
    if (value != NULL)
        return OK;
    return refuse_member(&ctx->refusal, ERR_MEMBER_INVALID, pointer,
                         TR("This member is required."));
}

static Err
check_operator(Ctx *ctx, const SetUpInput *input)
{
    Err email = require(ctx, input->email, "/email");
    Err name = require(ctx, input->display_name, "/displayName");

    return email != OK ? email : name;
}

/* A link that is none costs nobody the time that a password takes. */
Err
page_set_up_ask(Ctx *ctx, const Request *request, Place *ret)
{
    User user;

    (void)ret;
    return find_link(ctx, request->value[0], &user);
}

Err
page_set_up(Ctx *ctx, const Request *request, Reply *reply)
{
    const SetUpForm *form = request->body;
    SetUp *set_up = ARENA_NEW(ctx->arena, SetUp);
    User user;

    TRY(find_link(ctx, request->value[0], &user));
    if (id_is_empty(&user.id))
        TRY(check_operator(ctx, &form->input));
    TRY(check_repeated(ctx, form->input.password, form->repeat));
    const char *email = id_is_empty(&user.id) ? form->input.email : user.email;
    TRY(prepare_password(ctx, email, form->input.password, &set_up->password));
    reply->then = finish_set_up;
    reply->then_state = set_up;
    return OK;
}
