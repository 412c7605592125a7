#include "store/engine/sql_log.h"

#include "base/log.h"

/* On one line: the spaces that set its clauses below one another become one. */
static void
put_together(const char *sql, char *ret, size_t size)
{
    size_t length = 0;

    for (; *sql != '\0' && length < size - 1; sql++)
        if (*sql != ' ' || (length > 0 && ret[length - 1] != ' '))
            ret[length++] = *sql;
    ret[length] = '\0';
}

void
sql_log(const char *sql, Micros took)
{
    enum { TEXT_SIZE = 2048 }; /* more than fits into a line of the log */
    char text[TEXT_SIZE];

    put_together(sql, text, sizeof(text));
    log_line(LOG_DEBUG, "us=%lld sql=\"%s\"", (long long)took, text);
}
