/*
 * The command line: which word is which command.
 */
#include "app/command_line.h"
#include "app/commands/commands.h"
#include "app/commands/help.h"
#include "base/secret/secret.h"

#include <sys/stat.h>

typedef int Run(const Settings *settings);

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
run_version(const Settings *settings)
{
    (void)settings;
    puts("perq " PERQ_VERSION);
    return EXIT_DONE;
}

/* perq help COMMAND, perq COMMAND --help */
static int
run_help(const Settings *settings)
{
    bool first = settings->word_count > 0 && strcmp(settings->word[0], "help") == 0;
    const char *const *word = settings->word + first;

    if (help_print(word, settings->word_count - first, stdout))
        return EXIT_DONE;
    complain_of_use(settings, word[0], "no such command");
    return EXIT_WRONG_USE;
}

static Run *const RUN[COMMAND_COUNT] = {
#define COMMAND(NAME, first, second, argument, run, ...) [COMMAND_##NAME] = run,
#define OPTION(...)
#define NUMBER(...)
#include "app/command_line.def"
#undef COMMAND
#undef OPTION
#undef NUMBER
};

/* What could not be printed was not answered, as on a full disk. */
static int
finish_command(int status)
{
    if (fflush(stdout) == 0 && !ferror(stdout))
        return status;
    fputs("perq: cannot write the answer\n", stderr);
    return EXIT_COULD_NOT;
}

/* No command, or a first word whose second is missing or another one. */
static int
complain_of_command(const Settings *settings)
{
    const char *const *word = settings->word;

    if (settings->word_count == 0)
        fputs("perq: which command?\n", stderr);
    else
        fprintf(stderr, "perq: no such command: %s%s%s\n", word[0],
                settings->word_count > 1 ? " " : "", settings->word_count > 1 ? word[1] : "");
    if (settings->word_count == 0 || !help_print(word, 1, stderr))
        fputs("perq help lists the commands.\n", stderr);
    return EXIT_WRONG_USE;
}

static int
complain_of_words(const Settings *settings, CommandId id, int wanted)
{
    fputs("perq: ", stderr);
    if (settings->word_count < wanted)
        fprintf(stderr, "%s is missing: ", COMMAND_ROWS[id].argument);
    else
        fprintf(stderr, "one word too many, \"%s\": ", settings->word[wanted]);
    help_print_form((int)id, stderr);
    fputc('\n', stderr);
    return EXIT_WRONG_USE;
}

static int
run_command(const Settings *settings)
{
    CommandId id = command_find(settings->word, settings->word_count);

    if (id == COMMAND_HELP)
        return run_help(settings);
    if (id == COMMAND_COUNT)
        return complain_of_command(settings);
    int wanted = command_words(id) + (COMMAND_ROWS[id].argument[0] != '\0');
    if (settings->word_count != wanted)
        return complain_of_words(settings, id, wanted);
    return RUN[id](settings);
}

int
main(int argc, char **argv)
{
    Settings settings;

    umask(077); /* whatever we make is for nobody else */
    vault_start();
    if (!settings_read(argc, argv, &settings))
        return EXIT_WRONG_USE;
    if (settings.wants_help)
        return finish_command(run_help(&settings));
    if (settings.wants_version)
        return finish_command(run_version(&settings));
    return finish_command(run_command(&settings));
}
