#include "app/commands/help.h"

#include "app/command_line.h"
#include "base/text/text.h"

enum { WIDTH = 79, INDENT = 6 };

static const char STATUS_TEXT[] =
    "Exit status: 0 done, 1 the answer is no, 2 wrong use, 3 could not.\n";

/* In lines of at most WIDTH columns, each begun with so many blanks. */
static void
print_wrapped(const char *text, int indent, FILE *out)
{
    int column = 0;

    while (*text != '\0') {
        int length = (int)strcspn(text, " ");
        if (column > 0 && column + 1 + length > WIDTH) {
            fputc('\n', out);
            column = 0;
        }
        column += fprintf(out, "%*s%.*s", column == 0 ? indent : 1, "", length, text);
        text += length;
        text += *text == ' ';
    }
    fputc('\n', out);
}

void
help_print_form(int command, FILE *out)
{
    const CommandRow *row = &COMMAND_ROWS[command];

    fprintf(out, "perq %s", row->first);
    if (*row->second != '\0')
        fprintf(out, " %s", row->second);
    if (*row->argument != '\0')
        fprintf(out, " %s", row->argument);
}

/* "0 to 366; 30 if not given" */
static void
print_bounds(const OptionRow *option, FILE *out)
{
    char text[160] = "";

    if (option->kind == OPTION_NUMBER)
        snprintf(text, sizeof(text), "%lld to %lld; %lld if not given", (long long)option->min,
                 (long long)option->max, (long long)option->number_preset);
    else if (*option->preset != '\0')
        snprintf(text, sizeof(text), "%s if not given", option->preset);
    if (*text != '\0')
        print_wrapped(text, INDENT, out);
}

static void
print_option(const OptionRow *option, bool needed, FILE *out)
{
    fprintf(out, "  %s%s%s%s\n", option->name, *option->value != '\0' ? " " : "", option->value,
            needed ? "   (needed)" : "");
    print_wrapped(option->text, INDENT, out);
    print_bounds(option, out);
}

static void
print_options(CommandId id, FILE *out)
{
    unsigned command = 1U << id;
    bool begun = false;

    for (size_t i = 0; i < COUNT_OF(OPTION_TABLE); i++) {
        const OptionRow *option = &OPTION_TABLE[i];
        if ((option->commands & command) == 0)
            continue;
        fputs(begun ? "" : "\nOptions, as --option VALUE or --option=VALUE:\n", out);
        begun = true;
        print_option(option, (option->needed & command) != 0, out);
    }
}

static void
explain(CommandId id, FILE *out)
{
    const CommandRow *row = &COMMAND_ROWS[id];

    help_print_form((int)id, out);
    fprintf(out, ": %s\n", row->summary);
    if (*row->details != '\0') {
        fputc('\n', out);
        print_wrapped(row->details, 0, out);
    }
    print_options(id, out);
    fprintf(out, "\n%s", STATUS_TEXT);
}

/* All commands, or those that begin with this word. */
static bool
list_commands(const char *first, FILE *out)
{
    bool found = false;

    for (CommandId id = 0; id < COMMAND_COUNT; id++) {
        if (first != NULL && !text_equal(first, COMMAND_ROWS[id].first))
            continue;
        found = true;
        fputs("  ", out);
        help_print_form((int)id, out);
        fputc('\n', out);
        print_wrapped(COMMAND_ROWS[id].summary, INDENT, out);
    }
    return found;
}

bool
help_print(const char *const *word, int count, FILE *out)
{
    CommandId id = command_find(word, count);

    if (id != COMMAND_COUNT) {
        explain(id, out);
        return true;
    }
    if (count == 0)
        fputs("perq, a server for partner programmes\n\n", out);
    if (!list_commands(count == 0 ? NULL : word[0], out))
        return false;
    fprintf(out,
            "\nperq COMMAND --help explains a command and its options; perq --version says "
            "the version.\n%s",
            STATUS_TEXT);
    return true;
}
