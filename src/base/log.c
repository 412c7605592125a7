#include "base/log.h"

#include "base/clock.h"

#include <stdarg.h>
#include <unistd.h>

enum { LINE_SIZE = 2048, REASON_SIZE = 512 };

const char *const LOG_LEVEL_NAMES[] = {"error", "info", "debug", NULL};

static LogLevel level_max = LOG_INFO;

void
log_set_level(LogLevel level)
{
    level_max = level;
}

bool
log_wants(LogLevel level)
{
    return level <= level_max;
}

/* A message is cut where the line is full; control characters cannot break out of their line. */
void
log_line(LogLevel level, const char *format, ...)
{
    char line[LINE_SIZE];
    va_list args;

    if (!log_wants(level))
        return;
    Micros now = clock_now();
    int head = snprintf(line, sizeof(line), "at=%lld.%06lld level=%s ",
                        (long long)(now / MICROS_PER_SECOND), (long long)(now % MICROS_PER_SECOND),
                        LOG_LEVEL_NAMES[level]);
    va_start(args, format);
    int body = vsnprintf(line + head, sizeof(line) - (size_t)head - 1, format, args);
    va_end(args);

    size_t length = (size_t)head + (body > 0 ? (size_t)body : 0);
    if (length > sizeof(line) - 2)
        length = sizeof(line) - 2;
    for (size_t i = 0; i < length; i++)
        if ((unsigned char)line[i] < ' ' || line[i] == 0x7f)
            line[i] = '?';
    line[length] = '\n';
    ssize_t ignored = write(STDERR_FILENO, line, length + 1);
    (void)ignored;
}

/* --- the last line -------------------------------------------------------------------------- */

static _Thread_local LogWork working_on;

LogWork
log_work_on(LogWork work)
{
    LogWork before = working_on;

    working_on = work;
    return before;
}

static const char *
or_dash(const char *text)
{
    return text != NULL ? text : "-";
}

void
die(const char *format, ...)
{
    char reason[REASON_SIZE];
    va_list args;

    va_start(args, format);
    vsnprintf(reason, sizeof(reason), format, args);
    va_end(args);
    for (char *at = reason; *at != '\0'; at++)
        if (*at == '"')
            *at = '\'';
    log_line(LOG_ERROR, "request=%s method=%s route=\"%s\" fatal=\"%s\"",
             or_dash(working_on.request), or_dash(working_on.method), or_dash(working_on.route),
             reason);
    abort();
}

/* What the C library has assert() call: ours, so that the line says what was being worked on. */
// NOLINTNEXTLINE(bugprone-reserved-identifier): its name is the library's
_Noreturn void
__assert_fail(const char *assertion, const char *file, unsigned line, const char *function)
{
    die("%s:%u: %s: assertion %s failed", file, line, function, assertion);
}
