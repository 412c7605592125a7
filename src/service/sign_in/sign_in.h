/*
 * Signing in: passwords, sessions, links that set a password, and API tokens. The shapes of the
 * inputs stand in input.c.
 */
#ifndef SERVICE_SIGN_IN_SIGN_IN_H
#define SERVICE_SIGN_IN_SIGN_IN_H

#include "service/context.h"
#include "service/directory/directory.h"
#include "store/directory/directory.h"
#include "store/sign_in/sign_in.h"

/* --- signing in: sign_in.c, sessions: sessions.c -------------------------------------------- */

enum { SESSION_TEXT_SIZE = 44, PASSWORD_LENGTH_MIN = 12, PASSWORD_LENGTH_MAX = 200 };

/* Of a new one, so that too long a one is refused in words of its own. */
enum { PASSWORD_ENTERED_MAX = 1000 };

typedef struct SignInInput {
    const char *email;
    const char *password;
} SignInInput;
DECLARE_SHAPE(SIGN_IN_INPUT, SignInInput);

/* Somebody who knows a password: the accounts it opens, in whichever tenants. */
typedef struct Identity {
    const char *email;
    Id *account;
    bool *is_old; /* for each: what it keeps is of old, and made anew; NULL: of none */
    size_t account_count;
    Stretched stretched;
} Identity;

/*
 * RULE SIGN-3: may one more password be tried for this address, from where the request came? Asked
 * before the slow part is waited for: TOO_MANY_REQUESTS. *ret_rank says who is served first: 0 is
 * somebody whose browser signed in here before, then those whose address has failed and asked
 * least. device is what such a browser was given, or NULL: strangers cannot use up its attempts.
 */
MUST_CHECK Err check_attempts(Ctx *ctx, const char *email, const char *device, int64_t *ret_rank);

/*
 * SIGN_IN_FAILED where the password opens nothing, whether or not the address is known;
 * TOO_MANY_REQUESTS after too many of these. Changes nothing in the database and takes a tenth of
 * a second, so it runs outside the writer.
 */
MUST_CHECK Err check_password(Ctx *ctx, const SignInInput *input, const char *device,
                              Identity *ret);

/* The same for the caller's own account. */
MUST_CHECK Err check_own_password(Ctx *ctx, const char *password, const char *device);

/* What this database's passwords are salted with; made where there is none. */
MUST_CHECK Err find_salt_key(Ctx *ctx, Hash *ret);

/*
 * What the browser of the caller is to keep, so that strangers cannot keep the caller out. It is
 * worth nothing any more when the password is another one.
 */
MUST_CHECK Err make_device(Ctx *ctx, const char **ret);

/*
 * A new session in the account that this person used last; one that ctx has ends. The text is for
 * the browser, the database holds its hash. ctx->actor is the account afterwards.
 */
MUST_CHECK Err start_session(Ctx *ctx, const Identity *person, char ret_text[SESSION_TEXT_SIZE]);

/*
 * Who has this session: sets ctx->actor and ctx->visit.session. SIGN_IN_REQUIRED where there is
 * none; the refusal's member "ended" says "idle" or "limit" where there was one. Changes nothing in
 * the database.
 */
MUST_CHECK Err find_session(Ctx *ctx, const char *text);

/* At the end of the process: write down when each session was used last. */
MUST_CHECK Err remember_sightings(Ctx *ctx);

/* The accounts that the session may use, by the names of their organisations, in the order of the
 * reader's language. */
MUST_CHECK Err list_own_accounts(Ctx *ctx, OwnAccountList *ret);

/*
 * Go on in another of these accounts, in a session with a new text, so that a form that was opened
 * in one organisation cannot be sent in another. NOT_FOUND where it is none of them.
 */
MUST_CHECK Err choose_account(Ctx *ctx, const Id *user_id, char ret_text[SESSION_TEXT_SIZE]);

MUST_CHECK Err end_session(Ctx *ctx);
/* All sessions that may use one of the accounts that this one may use. */
MUST_CHECK Err end_all_sessions(Ctx *ctx);

/* Who may change the roles of people here: some of the tenant's administrators. */
MUST_CHECK Err list_administrators(Ctx *ctx, UserList *ret);

/* --- passwords and links: set_up.c ---------------------------------------------------------- */

/* A password that was checked, and its slow part done, outside the writer. */
typedef struct NewPassword {
    Stretched stretched;
} NewPassword;

/* MEMBER_INVALID where somebody with this address must not have this password. */
MUST_CHECK Err prepare_password(Ctx *ctx, const char *email, const char *password,
                                NewPassword *ret);

/*
 * The caller's own, after prepare_password(): for all accounts of the session. Ends the other
 * sessions; tokens for programs go on.
 */
MUST_CHECK Err change_password(Ctx *ctx, const NewPassword *password);

/*
 * A link that sets the password of the user with this address, once and within a day. The earlier
 * one ends. The text is shown this once, the database holds its hash.
 */
MUST_CHECK Err create_password_link(Ctx *ctx, const Whose *whose, char ret_text[SESSION_TEXT_SIZE]);

/*
 * RULE SIGN-10: the same for somebody of a partner or of the staff, by a member of the staff:
 * whoever has the link can be that person. So operator admins make any, others only that of a
 * partner's person who has no password yet (NOT_PERMITTED). USER_DISABLED.
 */
MUST_CHECK Err make_password_link(Ctx *ctx, const Id *user_id, char ret_text[SESSION_TEXT_SIZE]);

/* RULE ROLE-5: a new member of the operator's staff, and a link for the first password. */
MUST_CHECK Err invite_staff(Ctx *ctx, const UserInput *input, User *ret,
                            char ret_text[SESSION_TEXT_SIZE]);

/*
 * The same for a server without any operator: whoever uses it becomes the first one. *ret_text is
 * empty where there is an operator.
 */
MUST_CHECK Err create_set_up_link(Ctx *ctx, char ret_text[SESSION_TEXT_SIZE]);

/* Whose it is; the user's id is empty for the first operator. LINK_EXPIRED. */
MUST_CHECK Err find_link(Ctx *ctx, const char *text, User *ret);

typedef struct SetUpInput {
    const char *email; /* NULL where the link is a user's */
    const char *display_name;
    const char *password;
} SetUpInput;
DECLARE_SHAPE(SET_UP_INPUT, SetUpInput);

/*
 * Use the link: set the password, make the operator. The account's sessions and tokens end. Who it
 * was signs in with the result.
 */
MUST_CHECK Err use_link(Ctx *ctx, const char *text, const SetUpInput *input,
                        const NewPassword *password, Identity *ret);

/* --- API tokens: tokens.c --------------------------------------------------------------------- */

enum { TOKEN_TEXT_SIZE = 64 };

typedef struct TokenInput {
    Whose whose;
    const char *name; /* what it is for, or NULL */
    int64_t days;
} TokenInput;
DECLARE_SHAPE(TOKEN_INPUT, TokenInput);

typedef struct OwnTokenInput {
    const char *name;
    int64_t days;
} OwnTokenInput;
DECLARE_SHAPE(OWN_TOKEN_INPUT, OwnTokenInput);

/* Absent filters are NULL. */
typedef struct TokenQuery {
    const char *user_id;
    const char *tenant_id;
    int64_t limit;
    const char *after;
} TokenQuery;
DECLARE_SHAPE(TOKEN_QUERY, TokenQuery);

/*
 * A new token for somebody who may sign in (USER_DISABLED). The text is shown this once, the
 * database holds its hash.
 */
MUST_CHECK Err create_token(Ctx *ctx, const TokenInput *input, char ret_text[TOKEN_TEXT_SIZE]);

/*
 * RULE ROLE-5: a token of the caller's own. MEMBER_INVALID where a token would make one that
 * outlives it, TOO_MANY_TOKENS where the caller has TOKENS_OF_ACCOUNT.
 */
MUST_CHECK Err create_own_token(Ctx *ctx, const OwnTokenInput *input, Token *ret,
                                char ret_text[TOKEN_TEXT_SIZE]);

/*
 * RULE ROLE-5: the caller's own, and of whoever administers a tenant or the programme, all of it.
 * used_on is the last day as far as it is known, written down or not. Those of somebody else whom
 * the caller sees but does not administer are NOT_PERMITTED, all others NOT_FOUND.
 */
MUST_CHECK Err list_tokens(Ctx *ctx, const TokenQuery *query, TokenList *ret);
MUST_CHECK Err get_token(Ctx *ctx, const Id *id, Token *ret);

/* It lets nobody in any more, from the next request on. */
MUST_CHECK Err revoke_token(Ctx *ctx, const Id *id);

/* Those of somebody, on the server's own machine, whose address may stand in several tenants. */
MUST_CHECK Err find_tokens(Ctx *ctx, const Whose *whose, const Page *page, TokenList *ret);
MUST_CHECK Err revoke_tokens(Ctx *ctx, const Whose *whose, int64_t *ret_count);

/* At the end of the process: write down when each token was used last. */
MUST_CHECK Err remember_token_uses(Ctx *ctx);

#endif
