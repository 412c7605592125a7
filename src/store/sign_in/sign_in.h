/*
 * Sign-in: what opens an account: tokens, sessions, links that set a password, calendars.
 */
#ifndef STORE_SIGN_IN_SIGN_IN_H
#define STORE_SIGN_IN_SIGN_IN_H

#include "base/id/id.h"
#include "base/lang/lang.h"
#include "base/list.h"
#include "base/order/order.h"
#include "base/secret/secret.h"
#include "base/share/share.h"
#include "domain/role.h"
#include "store/engine/engine.h"

/* An API token; the token's own text is nowhere. */
typedef struct Token {
    Id id;
    Hash hash;
    Id user_id;
    Id tenant_id;      /* the user's; empty: the operator's own staff */
    const char *name;  /* what it is for; "" where nobody said */
    const char *email; /* the user's; only read */
    Micros created_at;
    int64_t
        used_on; /* the last day on which it was used, as far as that is written down; 0: never */
    Micros expires_at;
} Token;

/*
 * A browser that is signed in; what it keeps is 256 random bits, and their hash is all that is
 * here. The session may use any of its accounts and is in one of them.
 */
typedef struct Session {
    Id id;
    Hash hash;
    Id user_id;
    Micros created_at;
    Micros seen_at; /* as of when the process before this one ended, or the session began */
    Micros expires_at;
    int64_t accounts; /* how many it may use; only read, by store_session_find() */
} Session;

/* An account that a session may use. */
typedef struct OwnAccount {
    Id user_id;
    Id tenant_id;  /* empty: the operator's own staff */
    Id partner_id; /* whose the tenant is */
    const char *tenant_name;
    const char *tenant_domain;
    const char *display_name;
    Roles roles;
    Micros signed_in_at; /* 0: never */
    SortKey order;       /* of the tenant's name; not read, but for whoever sorts them */
} OwnAccount;

/* Sets a password once: of a user, or of the first operator where user_id is empty. */
typedef struct PasswordLink {
    Hash hash;
    Id user_id;
    Micros expires_at;
} PasswordLink;

/* The calendar of a user, at an address whose secret part is nowhere but in the calendar program.
 */
typedef struct CalendarFeed {
    Id user_id;
    Hash hash; /* not read */
    Lang lang;
    Micros created_at;
} CalendarFeed;

/* Who asks: a user with the tenant and partner, if any, found by an API token. */
typedef struct Actor {
    Id user_id;
    Id tenant_id;
    Id partner_id;
    Roles roles;
    const char *email;
    const char *display_name; /* NULL where an API token was used */
    const char *tenant_name;
    const char *tenant_domain;
    const char
        *time_zone;      /* in which they read, or NULL; as the next, of a browser's account only */
    Micros suspended_at; /* the partner, likewise; 0: is not (RULE BEN-12) */
    int64_t page_rows;   /* how many rows a page has for them; 0: as many as for anybody */
    const char *address; /* where the request came from */
    Micros token_ends;   /* of an API token: when it does; else 0 */
} Actor;

LIST_OF(Token);
LIST_OF(Session);
LIST_OF(OwnAccount);

MUST_CHECK Err store_token_add(Tx *tx, const Token *token);
/* ERR_SIGN_IN_REQUIRED if there is no such token, it has expired or its user is disabled. The
 * address is not set. */
MUST_CHECK Err store_actor_get(Tx *tx, const Hash *token, Micros now, Arena *arena, Actor *ret);
MUST_CHECK Err store_token_get(Tx *tx, const Id *id, Arena *arena, Token *ret);
/* All there are, those of one tenant or of the operator's staff, those of one user: those that have
 * expired among them, in the order of their ids. */
MUST_CHECK Err store_token_list(Tx *tx, const Page *page, Arena *arena, TokenList *ret);
MUST_CHECK Err store_token_list_of_tenant(Tx *tx, const Id *tenant_id, const Page *page,
                                          Arena *arena, TokenList *ret);
MUST_CHECK Err store_token_list_of_user(Tx *tx, const Id *user_id, const Page *page, Arena *arena,
                                        TokenList *ret);
/* How many the user has. */
MUST_CHECK Err store_token_count(Tx *tx, const Id *user_id, int64_t *ret);
MUST_CHECK Err store_token_remove(Tx *tx, const Id *id);
/* Those of the user that ended before that moment. */
MUST_CHECK Err store_token_remove_old(Tx *tx, const Id *user_id, Micros before);
/*
 * Write down on which day tokens were seen last, where that is later than what is written: those of
 * the next 200 tokens after *after, which is empty again behind the last of them.
 */
MUST_CHECK Err store_token_note_uses(Tx *tx, Sightings *sightings, Id *after, bool *ret_more);

MUST_CHECK Err store_session_add(Tx *tx, const Session *session);
/* The account, which the session may use from now on. */
MUST_CHECK Err store_session_add_account(Tx *tx, const Session *session, const Id *user_id);
/* One that is over is found too; *ret is NULL where there is none. The actor has no address. */
MUST_CHECK Err store_session_find(Tx *tx, const Hash *hash, Arena *arena, Session **ret,
                                  Actor *ret_actor);
/* Without disabled ones, in the order of the organisations' names, the operator's own first. */
MUST_CHECK Err store_session_list_accounts(Tx *tx, const Session *session, Arena *arena,
                                           OwnAccountList *ret);
/* From now on by another hash and in another account. */
MUST_CHECK Err store_session_put(Tx *tx, const Session *session);
MUST_CHECK Err store_session_remove(Tx *tx, const Id *id);
/* Those that may use one of the accounts that this one may use, itself among them or not. */
MUST_CHECK Err store_session_remove_related(Tx *tx, const Session *session, bool itself,
                                            int64_t *ret_count);
/* Those that are in this account; all others may not use it any more. */
MUST_CHECK Err store_session_remove_account(Tx *tx, const Id *user_id);
/* All that may use this account. */
MUST_CHECK Err store_session_remove_of_user(Tx *tx, const Id *user_id);
/* The id of one more than so many in this account, the oldest; empty where there is none. */
MUST_CHECK Err store_session_find_beyond(Tx *tx, const Id *user_id, int64_t most, Id *ret);
/* At most limit of those that are over. */
MUST_CHECK Err store_session_remove_old(Tx *tx, Micros now, int64_t limit);
/* In the order of their ids. */
MUST_CHECK Err store_session_list(Tx *tx, const Page *page, Arena *arena, SessionList *ret);
MUST_CHECK Err store_session_set_seen(Tx *tx, const Id *id, Micros seen_at);

MUST_CHECK Err store_link_add(Tx *tx, const PasswordLink *link);
/* ERR_LINK_EXPIRED if there is none, or no more. */
MUST_CHECK Err store_link_get(Tx *tx, const Hash *hash, Micros now, PasswordLink *ret);
/* All links of the user, or of the first operator where the id is empty. */
MUST_CHECK Err store_link_remove(Tx *tx, const Id *user_id);

MUST_CHECK Err store_feed_put(Tx *tx, const CalendarFeed *feed);
MUST_CHECK Err store_feed_find(Tx *tx, const Id *user_id, Arena *arena, CalendarFeed *ret,
                               bool *ret_found);
MUST_CHECK Err store_feed_remove(Tx *tx, const Id *user_id, bool *ret_found);
/* Whose calendar it is, who may sign in, and in which language; ERR_NOT_FOUND. The address is not
 * set. */
MUST_CHECK Err store_feed_get_actor(Tx *tx, const Hash *hash, Arena *arena, Lang *ret_lang,
                                    Actor *ret);

#endif
