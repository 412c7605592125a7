/*
 * Settings: what the command line says.
 */
#ifndef APP_SETTINGS_H
#define APP_SETTINGS_H

#include "base/log.h"
#include "domain/credit/credit.h"
#include "domain/money/money.h"

enum { WORDS_MAX = 4, ROLES_GIVEN_MAX = 16 };

/* Every option there is; a command refuses those that are not its own. */
typedef struct Settings {
    const char *word[WORDS_MAX]; /* what is not an option: the command and its arguments */
    int word_count;

    const char *database; /* sqlite:PATH */
    const char *listen;
    const char *metrics_listen;
    int64_t rate_limit;
    int64_t held_bodies; /* MiB */
    int64_t threads;
    int64_t grace_days;
    int64_t remaining_months_max;
    Percents credit_alerts;
    bool demo;
    bool test_clock;
    bool check_only;
    bool quiet;
    LogLevel log;
    bool tls_in_front;

    bool unverified;
    bool json;
    bool progress;
    const char *id;
    const char *email;
    const char *name;
    const char *tenant;
    int64_t days;
    const char *role[ROLES_GIVEN_MAX];
    int role_count;
} Settings;

/* False where the command line is wrong; what is wrong has been said on standard error. */
MUST_CHECK bool settings_read(int argc, char **argv, Settings *ret);

/* The file of the database: what follows sqlite: in its address. NULL where it is no such address.
 */
const char *settings_database_path(const Settings *settings);

#endif
