/*
 * Help: what perq help and --help say, made from the tables of the command line.
 */
#ifndef APP_COMMANDS_HELP_H
#define APP_COMMANDS_HELP_H

#include "app/settings.h"

/*
 * Explains what these words name: a command, the commands that begin with one word, or, for no
 * words, all of them. False where they name nothing.
 */
MUST_CHECK bool help_print(const char *const *word, int count, FILE *out);

/* "perq backup FILE", without its options and without a newline. */
void help_print_form(int command, FILE *out);

#endif
