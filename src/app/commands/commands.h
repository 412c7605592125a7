/*
 * Commands: what `perq WORD …` does, one function each. Each prints its answer and returns the exit
 * status: 0 done, 1 the answer is no, 2 wrong use, 3 could not.
 */
#ifndef APP_COMMANDS_COMMANDS_H
#define APP_COMMANDS_COMMANDS_H

#include "app/settings.h"

typedef enum ExitStatus {
    EXIT_DONE = 0,
    EXIT_NO = 1,        /* the answer is no */
    EXIT_WRONG_USE = 2, /* the command line is wrong */
    EXIT_COULD_NOT = 3, /* the environment does not allow it */
} ExitStatus;

/* perq serve: runs until a signal says to stop. */
int cmd_serve(const Settings *settings);

/*
 * perq user create, perq token create: by the running server if there is one, else by ourselves.
 * The token is the only thing on standard output.
 *
 * perq user link: the path of a link by which somebody chooses a new password.
 *
 * perq user disable, perq user enable: who may sign in; the user's id. Tokens do not come back.
 * perq token revoke: one by its id, or all of somebody; how many they were.
 *
 * perq user list, perq token list: one a line, with tabs between what is said of it: of users id,
 * address, name, roles and whether they are enabled or disabled; of tokens id, name, address,
 * tenant or "operator", when it was made, the day it was last used and when it ends. What there is
 * not is a "-".
 */
int cmd_user_create(const Settings *settings);
int cmd_user_link(const Settings *settings);
int cmd_user_disable(const Settings *settings);
int cmd_user_enable(const Settings *settings);
int cmd_user_list(const Settings *settings);
int cmd_token_create(const Settings *settings);
int cmd_token_list(const Settings *settings);
int cmd_token_revoke(const Settings *settings);

/* perq clock accept: the clock is right, however far ahead; the time of then. See base/clock.h. */
int cmd_clock_accept(const Settings *settings);

/* perq backup FILE, perq restore FILE: see store/engine/engine.h. */
int cmd_backup(const Settings *settings);
int cmd_restore(const Settings *settings);

/*
 * Says what contradicts itself in the database (see service/check/check.h), and whether the key
 * file beside it is its own; 1 if there is anything.
 */
int cmd_check(const Settings *settings);

/*
 * perq audit verify: says where the chains of an export of events break (see
 * service/audit/audit.h); 1 if they do anywhere.
 */
int cmd_audit_verify(const Settings *settings);

/* perq key rotate: see app/rotation.h. */
int cmd_key_rotate(const Settings *settings);

/*
 * perq coterm: answers every line of in, a JSON object such as
 *
 *   {"action":"extend","licenses":100,"endsOn":"2022-01-31","carry":0,"key":25}
 *   {"action":"add","licenses":100,"endsOn":"2022-02-02","carry":0,"key":25,"today":"2021-08-02"}
 *   {"action":"activate","key":25,"today":"2020-07-13"}
 *
 * with what comes of it, {"licenses":...,"endsOn":...,"carry":...}, or {"error":code}, which names
 * the "member" that is missing, wrong or unknown. add may have addLicenses, extend may have today.
 * 1 if a line was not such an object; a refusal by the rules is an answer like any other.
 */
int cmd_coterm(FILE *in, FILE *out, FILE *err);

/*
 * perq key check: says for every line of in whether it is a product key: ok, malformed, mistyped,
 * or mistyped and the place of the wrong character, 1 to 25. 1 if one was not ok.
 */
int cmd_key_check(FILE *in, FILE *out);

#endif
