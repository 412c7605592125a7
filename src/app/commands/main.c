/*
 * The command line: which word is which command.
 */
#include "app/commands/commands.h"
#include "app/settings.h"
#include "base/secret/secret.h"
#include "base/text/text.h"

#include <sys/stat.h>

static const char HELP[] =
    "perq, a server for partner programmes\n"
    "\n"
    "  perq serve [--listen 127.0.0.1:8080] [--database sqlite:perq-data/perq.db]\n"
    "             [--metrics HOST:PORT] [--rate-limit 100] [--held-bodies 64] [--threads 2]\n"
    "             [--grace-days 30] [--remaining-months 0] [--credit-alerts 50,80,90,100] "
    "[--tls-in-front]\n"
    "             [--demo] [--test-clock] [--log info] [--quiet] [-n]\n"
    "  perq user create --email E --name N [--role R]... [--tenant ID]\n"
    "  perq user link --email E [--tenant ID]   lets somebody choose a password, for a day\n"
    "  perq user disable|enable --email E [--tenant ID]   sessions, links and tokens end\n"
    "  perq user list [--tenant ID]              the operator's staff, or a tenant's people\n"
    "  perq token create --email E [--tenant ID] [--name N] [--days 90]   400 days at most\n"
    "  perq token list [--email E] [--tenant ID]\n"
    "  perq token revoke --id ID | --email E [--tenant ID]   one, or all of somebody\n"
    "  perq clock accept          the clock of this machine is right, after a long stop\n"
    "  perq check [--json] [--progress]   does the database agree with itself?\n"
    "  perq backup FILE           a verified and sealed copy, while the server runs\n"
    "  perq restore FILE [--unverified]   put a copy in the database's place; only one of ours,\n"
    "                             unless told otherwise\n"
    "  perq key rotate            another key file, while no server runs\n"
    "  perq coterm                the arithmetic: JSON lines in, JSON lines out\n"
    "  perq key check             keys in, one verdict a line out\n"
    "  perq version\n"
    "\n"
    "Where several tenants know an address, --tenant says which is meant, and --tenant operator "
    "its\n"
    "staff. Every command that needs the database takes --database.\n"
    "Exit status: 0 done, 1 the answer is no, 2 wrong use, 3 could not.\n";

/* A command is one word or two; what follows are its arguments. */
typedef struct Command {
    const char *first;
    const char *second; /* NULL: of one word */
    int arguments;
    int (*run)(const Settings *settings);
} Command;

static int
run_coterm(const Settings *settings)
{
    (void)settings;
    return cmd_coterm(stdin, stdout, stderr);
}

static int
run_key_check(const Settings *settings)
{
    (void)settings;
    return cmd_key_check(stdin, stdout);
}

static int
run_help(const Settings *settings)
{
    (void)settings;
    fputs(HELP, stdout);
    return EXIT_DONE;
}

static int
run_version(const Settings *settings)
{
    (void)settings;
    puts("perq " PERQ_VERSION);
    return EXIT_DONE;
}

static const Command COMMANDS[] = {
    {"serve", NULL, 0, cmd_serve},
    {"clock", "accept", 0, cmd_clock_accept},
    {"user", "create", 0, cmd_user_create},
    {"user", "link", 0, cmd_user_link},
    {"user", "disable", 0, cmd_user_disable},
    {"user", "enable", 0, cmd_user_enable},
    {"user", "list", 0, cmd_user_list},
    {"token", "create", 0, cmd_token_create},
    {"token", "list", 0, cmd_token_list},
    {"token", "revoke", 0, cmd_token_revoke},
    {"check", NULL, 0, cmd_check},
    {"backup", NULL, 1, cmd_backup},
    {"restore", NULL, 1, cmd_restore},
    {"coterm", NULL, 0, run_coterm},
    {"key", "check", 0, run_key_check},
    {"key", "rotate", 0, cmd_key_rotate},
    {"help", NULL, 0, run_help},
    {"version", NULL, 0, run_version},
};

static bool
is_meant(const Command *command, const Settings *settings)
{
    int words = command->second == NULL ? 1 : 2;

    return settings->word_count == words + command->arguments &&
           text_equal(settings->word[0], command->first) &&
           (words == 1 || text_equal(settings->word[1], command->second));
}

/* What could not be printed was not answered, as on a full disk. */
static int
finish_command(int status)
{
    if (fflush(stdout) == 0 && !ferror(stdout))
        return status;
    fputs("perq: cannot write the answer\n", stderr);
    return EXIT_COULD_NOT;
}

static int
complain_of_use(const Settings *settings)
{
    if (settings->word_count > 0)
        fprintf(stderr, "perq: no such command, or not so many words: %s\n\n", settings->word[0]);
    fputs(HELP, stderr);
    return EXIT_WRONG_USE;
}

static bool
asks_for_help(int argc, char **argv)
{
    for (int i = 1; i < argc; i++)
        if (text_equal(argv[i], "--help") || text_equal(argv[i], "-h"))
            return true;
    return false;
}

int
main(int argc, char **argv)
{
    Settings settings;

    umask(077); /* whatever we make is for nobody else */
    vault_start();
    if (asks_for_help(argc, argv))
        return finish_command(run_help(NULL));
    if (!settings_read(argc, argv, &settings))
        return EXIT_WRONG_USE;
    for (size_t i = 0; i < COUNT_OF(COMMANDS); i++)
        if (is_meant(&COMMANDS[i], &settings))
            return finish_command(COMMANDS[i].run(&settings));
    return complain_of_use(&settings);
}
