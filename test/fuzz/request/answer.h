/*
 * Answer: what must hold of anything the server says, whatever it was asked.
 */
#ifndef FUZZ_REQUEST_ANSWER_H
#define FUZZ_REQUEST_ANSWER_H

#include "base/buf.h"

/*
 * Reads answer after answer, to the end, and ends the process where one is not as it must be: its
 * framing fits its bytes, the server did not fail, JSON is JSON, a page is UTF-8, and where an
 * answer leads is here. has_head: a HEAD may have been asked, whose answer has no body. cut: the
 * connection was broken off, and perhaps the last answer with it.
 */
void answers_check(Arena *arena, const char *bytes, size_t size, bool has_head, bool cut);

#endif
