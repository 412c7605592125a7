#include "base/buf.h"

#include <stdarg.h>

enum { FIRST_BYTES = 512 };

static bool
reserve(Buf *buf, size_t count)
{
    if (count <= buf->capacity - buf->length)
        return true;
    if (count > buf->max - buf->length)
        return false;

    size_t capacity = buf->capacity * 2;
    if (capacity < buf->length + count)
        capacity = buf->length + count;
    if (capacity > buf->max)
        capacity = buf->max;

    if (!arena_extend(buf->arena, buf->data, buf->capacity + 1, capacity + 1)) {
        char *data = arena_take(buf->arena, capacity + 1);
        memcpy(data, buf->data, buf->length + 1);
        buf->data = data;
    }
    buf->capacity = capacity;
    return true;
}

Buf
buf_new(Arena *arena, size_t max)
{
    size_t capacity = max < FIRST_BYTES ? max : FIRST_BYTES;

    return (Buf){
        .arena = arena,
        .data = arena_alloc(arena, capacity + 1, 1),
        .capacity = capacity,
        .max = max,
    };
}

void
buf_put_more(Buf *buf, const void *bytes, size_t count)
{
    if (buf->full || !reserve(buf, count)) {
        buf->full = true;
        return;
    }
    buf_put(buf, bytes, count);
}

void
buf_cut(Buf *buf, size_t length)
{
    assert(length <= buf->length);
    buf->length = length;
    buf->data[length] = '\0';
    buf->full = false;
}

void
buf_text(Buf *buf, const char *text)
{
    buf_put(buf, text, strlen(text));
}

void
buf_char(Buf *buf, char c)
{
    buf_put(buf, &c, 1);
}

void
buf_int(Buf *buf, int64_t number)
{
    char digits[24];
    char *start = digits + sizeof(digits);
    uint64_t rest = number < 0 ? -(uint64_t)number : (uint64_t)number;

    do
        *--start = (char)('0' + rest % 10);
    while ((rest /= 10) > 0);
    if (number < 0)
        *--start = '-';
    buf_put(buf, start, (size_t)(digits + sizeof(digits) - start));
}

void
buf_printf(Buf *buf, const char *format, ...)
{
    size_t room = buf->capacity - buf->length;
    va_list args;

    va_start(args, format);
    int length = vsnprintf(buf->data + buf->length, room + 1, format, args);
    va_end(args);
    assert(length >= 0);

    if (buf->full || !reserve(buf, (size_t)length)) {
        buf->data[buf->length] = '\0';
        buf->full = true;
        return;
    }
    if ((size_t)length > room) {
        va_start(args, format);
        vsnprintf(buf->data + buf->length, (size_t)length + 1, format, args);
        va_end(args);
    }
    buf->length += (size_t)length;
}
