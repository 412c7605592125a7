/*
 * Buf: text that grows in an arena, born with a maximum.
 *
 * What does not fit is dropped and `full` is set, so that a caller checks once at the end instead
 * of after every piece. The text is NUL-terminated at all times.
 */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include "base/arena.h"

typedef struct Buf {
    Arena *arena;
    char *data;
    size_t length;
    size_t capacity;
    size_t max;
    bool full;
    char cell_end; /* of a table: what stands between its cells; NUL: a comma (csv_begin()) */
} Buf;

/* An empty text that may grow to max bytes. It lives as long as the arena. */
Buf buf_new(Arena *arena, size_t max);

/* Where the text has no room left: grow, or set `full`. For buf_put() only. */
void buf_put_more(Buf *buf, const void *bytes, size_t count);

/* Here, because pages are written in thousands of small pieces. */
static inline void
buf_put(Buf *buf, const void *bytes, size_t count)
{
    if (buf->full || count > buf->capacity - buf->length) {
        buf_put_more(buf, bytes, count);
        return;
    }
    if (count > 0)
        memcpy(buf->data + buf->length, bytes, count);
    buf->length += count;
    buf->data[buf->length] = '\0';
}

/*
 * As it was when it had this length: what was put since is forgotten, and whether that fitted. No
 * more than was there can be asked for.
 */
void buf_cut(Buf *buf, size_t length);

void buf_text(Buf *buf, const char *text);
void buf_char(Buf *buf, char c);
void buf_int(Buf *buf, int64_t number);
void buf_printf(Buf *buf, const char *format, ...) PRINTF_LIKE(2, 3);

#endif
