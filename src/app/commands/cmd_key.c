/*
 * perq key check: the check characters as a filter, a key a line.
 */
#include "app/commands/commands.h"

#include "app/commands/line.h"
#include "domain/key.h"

/* Is it a key? */
static bool
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
    return err == OK;
}

int
cmd_key_check(FILE *in, FILE *out)
{
    ExitStatus status = EXIT_DONE;
    Line line;

    while (line_read(in, &line))
        if (!print_verdict(&line, out))
            status = EXIT_NO;
    return ferror(in) || fflush(out) != 0 || ferror(out) ? (int)EXIT_COULD_NOT : (int)status;
}
