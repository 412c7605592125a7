/*
 * Settings: what the command line says.
 */
#ifndef APP_SETTINGS_H
#define APP_SETTINGS_H

#include "base/log.h"
#include "domain/credit/credit.h"
#include "domain/money/money.h"

enum { WORDS_MAX = 4, ROLES_GIVEN_MAX = 16 };

/* Every option there is; a command refuses those that are not its own (command_line.def). */
typedef struct Settings {
    const char *word[WORDS_MAX]; /* what is not an option: the command and its arguments */
    int word_count;
    bool wants_help, wants_version; /* instead of anything being done */

    const char *database; /* sqlite:PATH */
    const char *listen;
    const char *metrics_listen;
    int64_t rate_limit;
    int64_t held_bodies; /* MiB */
    int64_t threads;
    int64_t grace_days;
    int64_t remaining_months_max;
    Percents credit_alerts;
    int64_t address_months;
    bool approvals;
    bool demo;
    bool sample; /* as a demo, but without a past */
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
    const char *heads; /* the file of them */
    int64_t days;
    const char *role[ROLES_GIVEN_MAX];
    int role_count;
} Settings;

/*
 * Reads options, each as "--option value" or "--option=value", anywhere among the words; behind
 * "--" all are words, and so is "-". False where the command line is wrong; what is wrong has been
 * said on standard error.
 */
MUST_CHECK bool settings_read(int argc, char **argv, Settings *ret);

static inline bool
is_demo(const Settings *settings)
{
    return settings->demo || settings->sample;
}
/* Says on standard error what is wrong about something typed, and where help is. Gives false. */
bool complain_of_use(const Settings *settings, const char *about, const char *what);

/* The file of the database: what follows sqlite: in its address. NULL where it is no such address.
 */
const char *settings_database_path(const Settings *settings);

#endif
