#include "app/settings.h"

#include "app/command_line.h"
#include "base/text/text.h"
#include "domain/choices/choices.h"
#include "http/server/server.h"

enum { OPTIONS_GIVEN_MAX = 32 };

/* What was typed, as far as it is read. */
typedef struct Typed {
    Settings *settings;
    const OptionRow *given[OPTIONS_GIVEN_MAX];
    int count;
    bool words_only; /* behind "--" */
} Typed;

bool
complain_of_use(const Settings *settings, const char *about, const char *what)
{
    CommandId id = command_find(settings->word, settings->word_count);

    fprintf(stderr, "perq: %s: %s (", about, what);
    if (id == COMMAND_COUNT)
        fputs("perq help says more)\n", stderr);
    else
        fprintf(stderr, "perq %s%s%s --help says more)\n", COMMAND_ROWS[id].first,
                command_words(id) == 2 ? " " : "", COMMAND_ROWS[id].second);
    return false;
}

/* --- values ----------------------------------------------------------------------------------- */

static void *
field_of(const OptionRow *option, Settings *settings)
{
    return (char *)settings + option->offset;
}

static bool
read_number_option(const OptionRow *option, const char *value, Settings *settings)
{
    char *end;
    long long number = strtoll(value, &end, 10);
    char bounds[64];

    snprintf(bounds, sizeof(bounds), "must be a whole number from %lld to %lld",
             (long long)option->min, (long long)option->max);
    if (*end != '\0' || number < option->min || number > option->max)
        return complain_of_use(settings, option->name, bounds);
    *(int64_t *)field_of(option, settings) = number;
    return true;
}

static bool
read_log_level(const OptionRow *option, const char *value, Settings *settings)
{
    int level = name_index(LOG_LEVEL_NAMES, value);

    if (level < 0)
        return complain_of_use(settings, option->name, "neither error, info nor debug");
    settings->log = (LogLevel)level;
    return true;
}

static bool
read_on_off_option(const OptionRow *option, const char *value, Settings *settings)
{
    bool on = strcmp(value, "on") == 0;

    if (!on && strcmp(value, "off") != 0)
        return complain_of_use(settings, option->name, "neither on nor off");
    *(bool *)field_of(option, settings) = on;
    return true;
}

static bool
read_percents_option(const OptionRow *option, const char *value, Settings *settings)
{
    return percents_parse(value, &settings->credit_alerts) ||
           complain_of_use(settings, option->name, "not rising percentages such as 50,80,100");
}

static bool
keep_text_option(const OptionRow *option, const char *value, Settings *settings)
{
    *(const char **)field_of(option, settings) = value;
    return true;
}

static bool
read_address_option(const OptionRow *option, const char *value, Settings *settings)
{
    if (!listen_is_address(value))
        return complain_of_use(settings, option->name,
                               "not HOST:PORT in numbers, such as 127.0.0.1:8080 or [::1]:8080; "
                               "names such as localhost are not looked up");
    return keep_text_option(option, value, settings);
}

static bool
read_database_option(const OptionRow *option, const char *value, Settings *settings)
{
    if (!keep_text_option(option, value, settings) || settings_database_path(settings) == NULL)
        return complain_of_use(settings, option->name,
                               "not of the form sqlite:PATH, such as sqlite:perq-data/perq.db");
    return true;
}

/* Paths may be any bytes; what goes into the database is text. */
static bool
read_text_option(const OptionRow *option, const char *value, Settings *settings)
{
    if (!text_is_utf8(value, strlen(value)))
        return complain_of_use(settings, option->name,
                               "not text in UTF-8: look at the character set of the terminal");
    return keep_text_option(option, value, settings);
}

static bool
read_role_option(const OptionRow *option, const char *value, Settings *settings)
{
    if (settings->role_count == ROLES_GIVEN_MAX)
        return complain_of_use(settings, option->name, "given too often");
    if (!text_is_utf8(value, strlen(value)))
        return complain_of_use(settings, option->name, "not text in UTF-8");
    settings->role[settings->role_count++] = value;
    return true;
}

typedef bool OptionReader(const OptionRow *option, const char *value, Settings *settings);

static OptionReader *const READERS[] = {
    [OPTION_NUMBER] = read_number_option,     [OPTION_TEXT] = read_text_option,
    [OPTION_ADDRESS] = read_address_option,   [OPTION_DATABASE] = read_database_option,
    [OPTION_PERCENTS] = read_percents_option, [OPTION_LOG] = read_log_level,
    [OPTION_ROLE] = read_role_option,         [OPTION_ON_OFF] = read_on_off_option,
};

/* What is not given is as the table says. */
static void
take_presets(Settings *settings)
{
    for (size_t i = 0; i < COUNT_OF(OPTION_TABLE); i++) {
        const OptionRow *option = &OPTION_TABLE[i];
        bool good = true;
        if (option->kind == OPTION_NUMBER)
            *(int64_t *)field_of(option, settings) = option->number_preset;
        else if (*option->preset != '\0')
            good = READERS[option->kind](option, option->preset, settings);
        assert(good);
    }
}

/* --- options and words -------------------------------------------------------------------------
 */

/* A value that begins like an option is more likely one whose turn came too early. */
static bool
read_value(const OptionRow *option, const char *value, bool joined, Settings *settings)
{
    if (value == NULL || *value == '\0')
        return complain_of_use(settings, option->name, "needs a value");
    if (!joined && strncmp(value, "--", 2) == 0)
        return complain_of_use(settings, option->name,
                               "needs a value, which after = may begin with --");
    return READERS[option->kind](option, value, settings);
}

/* --help and --version belong to every command, and do not need one. */
static bool
is_question(const char *argument, Settings *settings)
{
    bool help = text_equal(argument, "--help") || text_equal(argument, "-h");
    bool version = text_equal(argument, "--version");

    settings->wants_help = settings->wants_help || help;
    settings->wants_version = settings->wants_version || version;
    return help || version;
}

/* argument[1] is the next one, or NULL. *ret_taken: whether that was the value. */
static bool
read_option(Typed *typed, char **argument, bool *ret_taken)
{
    Settings *settings = typed->settings;
    const char *equals = strncmp(argument[0], "--", 2) == 0 ? strchr(argument[0], '=') : NULL;
    size_t length = equals == NULL ? strlen(argument[0]) : (size_t)(equals - argument[0]);
    const OptionRow *option = option_find(argument[0], length);

    *ret_taken = false;
    if (option == NULL)
        return complain_of_use(settings, argument[0], "no such option");
    if (typed->count == OPTIONS_GIVEN_MAX)
        return complain_of_use(settings, argument[0], "one option too many");
    typed->given[typed->count++] = option;
    if (option->kind == OPTION_FLAG) {
        *(bool *)field_of(option, settings) = true;
        return equals == NULL || complain_of_use(settings, option->name, "takes no value");
    }
    *ret_taken = equals == NULL;
    return read_value(option, equals == NULL ? argument[1] : equals + 1, equals != NULL, settings);
}

static bool
keep_word(const char *word, Settings *settings)
{
    if (settings->word_count == WORDS_MAX)
        return complain_of_use(settings, word, "one word too many");
    settings->word[settings->word_count++] = word;
    return true;
}

static bool
read_argument(Typed *typed, char **argument, bool *ret_taken)
{
    *ret_taken = false;
    if (typed->words_only || argument[0][0] != '-' || argument[0][1] == '\0')
        return keep_word(argument[0], typed->settings);
    if (text_equal(argument[0], "--")) {
        typed->words_only = true;
        return true;
    }
    return is_question(argument[0], typed->settings) || read_option(typed, argument, ret_taken);
}

/* Options may stand before the command, so whose they are is known at the end only. */
static bool
check_options(const Typed *typed, const Settings *settings)
{
    CommandId id = command_find(settings->word, settings->word_count);
    unsigned command = id == COMMAND_COUNT ? 0 : 1U << id, given = 0;

    for (int i = 0; i < typed->count; i++)
        if (command != 0 && (typed->given[i]->commands & command) == 0)
            return complain_of_use(settings, typed->given[i]->name, "no option of this command");
    for (int i = 0; i < typed->count; i++)
        given |= 1U << (typed->given[i] - OPTION_TABLE);
    for (size_t i = 0; i < COUNT_OF(OPTION_TABLE); i++)
        if ((OPTION_TABLE[i].needed & command) != 0 && (given & (1U << i)) == 0)
            return complain_of_use(settings, OPTION_TABLE[i].name, "is needed");
    return true;
}

bool
settings_read(int argc, char **argv, Settings *ret)
{
    Typed typed = {.settings = ret};
    bool taken;

    *ret = (Settings){0};
    take_presets(ret);
    for (int i = 1; i < argc; i++) {
        char *argument[] = {argv[i], i + 1 < argc ? argv[i + 1] : NULL};
        if (!read_argument(&typed, argument, &taken))
            return false;
        i += taken;
    }
    return ret->wants_help || ret->wants_version || check_options(&typed, ret);
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
