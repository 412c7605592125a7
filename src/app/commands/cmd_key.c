/*
 * perq key check: the check characters as a filter, a key a line.
 */
#include "app/commands/commands.h"

#include "app/commands/line.h"
#include "domain/key.h"

static void
print_verdict(const Line *line, FILE *out)
{
    ProductKey key;
    int position;
    Err err = line->too_long || line_has_nul(line) ? ERR_KEY_MALFORMED
                                                   : key_parse(line->text, &key, &position);

    if (err == OK)
        fputs("ok\n", out);
    else if (err == ERR_KEY_MALFORMED)
        fputs("malformed\n", out);
    else if (position > 0)
        fprintf(out, "mistyped %d\n", position);
    else
        fputs("mistyped\n", out);
}

int
cmd_key_check(FILE *in, FILE *out)
{
    Line line;

    while (line_read(in, &line))
        print_verdict(&line, out);
    return ferror(in) || fflush(out) != 0 || ferror(out) ? EXIT_COULD_NOT : EXIT_DONE;
}
