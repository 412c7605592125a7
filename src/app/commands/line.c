#include "app/commands/line.h"

bool
line_read(FILE *in, Line *ret)
{
    size_t length = 0;
    int c = getc_unlocked(in); /* by one thread, and there may be a GB of it */

    if (c == EOF)
        return false;
    for (; c != EOF && c != '\n'; c = getc_unlocked(in)) {
        if (length < LINE_LENGTH_MAX)
            ret->text[length] = (char)c;
        length++;
    }
    if (length > 0 && length <= LINE_LENGTH_MAX && ret->text[length - 1] == '\r')
        length--;

    ret->too_long = length > LINE_LENGTH_MAX;
    ret->length = ret->too_long ? 0 : length;
    ret->text[ret->length] = '\0';
    return true;
}

bool
line_has_nul(const Line *line)
{
    return strlen(line->text) != line->length;
}
