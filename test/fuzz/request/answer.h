/*
 * Answer: what must hold of anything the server says, whatever it was asked.
 */
#ifndef FUZZ_REQUEST_ANSWER_H
#define FUZZ_REQUEST_ANSWER_H

#include "base/buf.h"

/* May a HEAD be among what was asked? Its answer has no body, though it says how long one is. */
MUST_CHECK bool asks_for_head(const char *sent, size_t size);

/* Are these answers, at least one, and the last of them to its end? */
MUST_CHECK bool answers_are_whole(Arena *arena, const char *bytes, size_t size, bool has_head);

/*
 * Reads answer after answer, to the end, and ends the process where one is not as it must be: its
 * framing fits its bytes, the server did not fail, JSON is JSON, a page is UTF-8, and where an
 * answer leads is here. cut: the connection was broken off, and perhaps the last answer with it.
 */
void answers_check(Arena *arena, const char *bytes, size_t size, bool has_head, bool cut);

#endif
