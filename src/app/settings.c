#include "app/settings.h"

#include "base/limit/limit.h"
#include "domain/choices/choices.h"

/* The commands that take an option, by their first words. */
enum { SERVE = 1, USER = 2, TOKEN = 4, OTHERS = 8, RESTORE = 16, CHECK = 32 };
enum {
    ALL_WITH_DATABASE = SERVE | USER | TOKEN | OTHERS | RESTORE | CHECK,
    OPTIONS_GIVEN_MAX = 32
};

typedef struct Option {
    const char *name;
    enum { OPTION_TEXT, OPTION_NUMBER, OPTION_FLAG, OPTION_ROLE, OPTION_PERCENTS, OPTION_LOG } kind;
    unsigned commands;
    size_t offset;
    int64_t min, max;
} Option;

static const Option OPTIONS[] = {
    {"--database", OPTION_TEXT, ALL_WITH_DATABASE, offsetof(Settings, database), 0, 0},
    {"--listen", OPTION_TEXT, SERVE, offsetof(Settings, listen), 0, 0},
    {"--metrics", OPTION_TEXT, SERVE, offsetof(Settings, metrics_listen), 0, 0},
    {"--rate-limit", OPTION_NUMBER, SERVE, offsetof(Settings, rate_limit), 0, 1000000},
    {"--held-bodies", OPTION_NUMBER, SERVE, offsetof(Settings, held_bodies), 8, 65536},
    {"--threads", OPTION_NUMBER, SERVE, offsetof(Settings, threads), 1, 32},
    {"--grace-days", OPTION_NUMBER, SERVE, offsetof(Settings, grace_days), 0, 366},
    {"--remaining-months", OPTION_NUMBER, SERVE, offsetof(Settings, remaining_months_max), 0, 1200},
    {"--credit-alerts", OPTION_PERCENTS, SERVE, offsetof(Settings, credit_alerts), 0, 0},
    {"--demo", OPTION_FLAG, SERVE, offsetof(Settings, demo), 0, 0},
    {"--test-clock", OPTION_FLAG, SERVE, offsetof(Settings, test_clock), 0, 0},
    {"--tls-in-front", OPTION_FLAG, SERVE, offsetof(Settings, tls_in_front), 0, 0},
    {"--quiet", OPTION_FLAG, SERVE, offsetof(Settings, quiet), 0, 0},
    {"--log", OPTION_LOG, SERVE, 0, 0, 0},
    {"-n", OPTION_FLAG, SERVE, offsetof(Settings, check_only), 0, 0},
    {"--email", OPTION_TEXT, USER | TOKEN, offsetof(Settings, email), 0, 0},
    {"--name", OPTION_TEXT, USER | TOKEN, offsetof(Settings, name), 0, 0},
    {"--id", OPTION_TEXT, TOKEN, offsetof(Settings, id), 0, 0},
    {"--tenant", OPTION_TEXT, USER | TOKEN, offsetof(Settings, tenant), 0, 0},
    {"--days", OPTION_NUMBER, TOKEN, offsetof(Settings, days), 1, TOKEN_DAYS_MAX},
    {"--role", OPTION_ROLE, USER, 0, 0, 0},
    {"--unverified", OPTION_FLAG, RESTORE, offsetof(Settings, unverified), 0, 0},
    {"--json", OPTION_FLAG, CHECK, offsetof(Settings, json), 0, 0},
    {"--progress", OPTION_FLAG, CHECK, offsetof(Settings, progress), 0, 0},
};

static unsigned
command_bit(const char *const word[2])
{
    static const struct {
        const char *first;
        const char *second; /* NULL: whatever it is */
        unsigned bit;
    } COMMANDS[] = {
        {"serve", NULL, SERVE},    {"user", NULL, USER},        {"token", NULL, TOKEN},
        {"check", NULL, CHECK},    {"backup", NULL, OTHERS},    {"restore", NULL, RESTORE},
        {"key", "rotate", OTHERS}, {"clock", "accept", OTHERS},
    };

    for (size_t i = 0; word[0] != NULL && i < COUNT_OF(COMMANDS); i++) {
        const char *second = COMMANDS[i].second;
        bool is_second = second == NULL || (word[1] != NULL && strcmp(second, word[1]) == 0);
        if (is_second && strcmp(COMMANDS[i].first, word[0]) == 0)
            return COMMANDS[i].bit;
    }
    return 0;
}

static bool
complain_of_option(const char *what, const char *about)
{
    fprintf(stderr, "perq: %s: %s (perq help says more)\n", about, what);
    return false;
}

static const Option *
find_option(const char *name)
{
    for (size_t i = 0; i < COUNT_OF(OPTIONS); i++)
        if (strcmp(OPTIONS[i].name, name) == 0)
            return &OPTIONS[i];
    return NULL;
}

static bool
read_number_option(const Option *option, const char *value, Settings *settings)
{
    char *end;
    long long number = strtoll(value, &end, 10);

    char bounds[64];

    snprintf(bounds, sizeof(bounds), "must be a whole number from %lld to %lld",
             (long long)option->min, (long long)option->max);
    if (*value == '\0' || *end != '\0' || number < option->min || number > option->max)
        return complain_of_option(bounds, option->name);
    *(int64_t *)(void *)((char *)settings + option->offset) = number;
    return true;
}

static bool
read_log_level(const char *value, Settings *settings)
{
    int level = name_index(LOG_LEVEL_NAMES, value);

    if (level < 0)
        return complain_of_option("neither error, info nor debug", "--log");
    settings->log = (LogLevel)level;
    return true;
}

static bool
read_option_value(const Option *option, const char *value, Settings *settings)
{
    if (value == NULL || *value == '\0')
        return complain_of_option("needs a value", option->name);
    if (option->kind == OPTION_NUMBER)
        return read_number_option(option, value, settings);
    if (option->kind == OPTION_TEXT) {
        *(const char **)(void *)((char *)settings + option->offset) = value;
        return true;
    }
    if (option->kind == OPTION_PERCENTS)
        return percents_parse(value, &settings->credit_alerts) ||
               complain_of_option("not rising percentages such as 50,80,100", option->name);
    if (option->kind == OPTION_LOG)
        return read_log_level(value, settings);
    if (settings->role_count == ROLES_GIVEN_MAX)
        return complain_of_option("given too often", option->name);
    settings->role[settings->role_count++] = value;
    return true;
}

static bool
read_option(char **argument, Settings *settings, const Option **ret)
{
    const Option *option = find_option(argument[0]);

    if (option == NULL)
        return complain_of_option("no such option", argument[0]);
    *ret = option;
    if (option->kind != OPTION_FLAG)
        return read_option_value(option, argument[1], settings);
    *(bool *)((char *)settings + option->offset) = true;
    return true;
}

/* Options may stand before the command, so whose they are is known at the end only. */
static bool
check_belongs(const Option *const *given, int count, const Settings *settings)
{
    unsigned command = command_bit(settings->word);

    for (int i = 0; i < count; i++)
        if ((given[i]->commands & command) == 0)
            return complain_of_option("no option of this command", given[i]->name);
    return true;
}

bool
settings_read(int argc, char **argv, Settings *ret)
{
    const Option *given[OPTIONS_GIVEN_MAX];
    int count = 0;

    *ret = (Settings){
        .database = "sqlite:perq-data/perq.db",
        .listen = "127.0.0.1:8080",
        .rate_limit = REQUESTS_A_SECOND,
        .held_bodies = HELD_BODIES_MIB,
        .threads = 2,
        .grace_days = 30,
        .credit_alerts = {{50, 80, 90, 100}, 4},
        .log = LOG_INFO,
        .days = 90,
    };
    for (int i = 1; i < argc; i++) {
        if (argv[i][0] != '-') {
            if (ret->word_count == WORDS_MAX)
                return complain_of_option("one word too many", argv[i]);
            ret->word[ret->word_count++] = argv[i];
            continue;
        }
        if (count == OPTIONS_GIVEN_MAX)
            return complain_of_option("one option too many", argv[i]);
        if (!read_option(&argv[i], ret, &given[count]))
            return false;
        i += given[count++]->kind != OPTION_FLAG;
    }
    return check_belongs(given, count, ret);
}

const char *
settings_database_path(const Settings *settings)
{
    static const char SCHEME[] = "sqlite:";
    size_t length = sizeof(SCHEME) - 1;

    if (strncmp(settings->database, SCHEME, length) != 0 || settings->database[length] == '\0')
        return NULL;
    return settings->database + length;
}
