/*
 * Arena: memory that is freed all at once.
 *
 * A request gets one arena; whatever it allocates lives until the reply is sent. Nothing in an
 * arena is ever freed by hand. Address space is reserved up to the limit, memory is used only as
 * it is touched. Input is limited at the door, so a full arena is a bug of ours and ends the
 * process.
 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include "base/base.h"

typedef struct Arena Arena;

Arena *arena_new(size_t limit_bytes);
void arena_free(Arena **arena);

/* Forget everything allocated after the mark was taken. A mark of 0 is the beginning. */
size_t arena_mark(const Arena *arena);
void arena_reset(Arena *arena, size_t mark);

/*
 * Forget everything allocated after the mark but these bytes, which move there as a NUL-terminated
 * text: the result of work that took more memory than that.
 */
char *arena_keep(Arena *arena, size_t mark, const char *text, size_t length);

/*
 * As arena_reset(arena, 0), but the memory is kept, for whoever asks arena_excess() how much that
 * is: giving it back and getting it again costs more than filling it.
 */
void arena_rewind(Arena *arena);
size_t arena_excess(const Arena *arena);

/* Zeroed memory for count items of size bytes, aligned for any type. Never NULL. */
void *arena_alloc(Arena *arena, size_t count, size_t size);

/* The same for bytes that are written before they are read: what was here before is still there. */
char *arena_take(Arena *arena, size_t bytes);

/*
 * Make the block that was allocated last larger, in place; false if another one came after it. The
 * new bytes are as arena_take() gives them.
 */
MUST_CHECK bool arena_extend(Arena *arena, void *block, size_t old_bytes, size_t new_bytes);

/* A NUL-terminated copy of length bytes. */
char *arena_copy(Arena *arena, const char *text, size_t length);

char *arena_printf(Arena *arena, const char *format, ...) PRINTF_LIKE(2, 3);

#define ARENA_NEW(arena, type)              ((type *)arena_alloc((arena), 1, sizeof(type)))
#define ARENA_NEW_ARRAY(arena, type, count) ((type *)arena_alloc((arena), (count), sizeof(type)))

#endif
