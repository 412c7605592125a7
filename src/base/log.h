/*
 * Log: one line an occasion, to standard error, in logfmt (key=value, texts quoted).
 *
 * Keys, tokens, passwords and cookies never go in here (RULE KEY-5, AUD-3).
 */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include "base/base.h"

typedef enum LogLevel { LOG_ERROR, LOG_INFO, LOG_DEBUG } LogLevel;
extern const char *const LOG_LEVEL_NAMES[];

/* What is less important than this is dropped. LOG_INFO at first. */
void log_set_level(LogLevel level);

/* Would a line of this level be written? For what costs something to find out. */
bool log_wants(LogLevel level);

/* The message is a whole sentence or key=value pairs; no newline at the end. */
void log_line(LogLevel level, const char *format, ...) PRINTF_LIKE(2, 3);

/* --- the last line -------------------------------------------------------------------------- */

/* What a thread is working on: a request by its id, and the route that it takes; NULL: nothing. */
typedef struct LogWork {
    const char *request;
    const char *method;
    const char *route;
} LogWork;

/*
 * This thread works on that from now on. Gives what it worked on before, to go back to. The texts
 * are borrowed until then.
 */
LogWork log_work_on(LogWork work);

/*
 * Ends the process where it cannot go on: a bug of ours, or memory that is not to be had. One line
 * of the log says why, and on which request. An assert that fails ends the same way.
 */
_Noreturn void die(const char *format, ...) PRINTF_LIKE(1, 2);

#endif
