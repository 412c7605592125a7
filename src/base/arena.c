#include "base/arena.h"

#include "base/log.h"

#include <sanitizer/asan_interface.h>
#include <stdarg.h>
#include <sys/mman.h>

/* Memory that an arena may keep when it begins again; what was touched beyond goes back. */
enum { KEEP_BYTES = 64 * 1024 };

static const size_t ALIGN = _Alignof(max_align_t);

/*
 * Behind each block of a build with AddressSanitizer, which then sees what is read or written
 * beyond it, and what is used after it was forgotten. In other builds ASAN_… does nothing.
 */
#if defined(__SANITIZE_ADDRESS__)
enum { GUARD_BYTES = 16 };
#elif defined(__has_feature)
enum { GUARD_BYTES = __has_feature(address_sanitizer) ? 16 : 0 };
#else
enum { GUARD_BYTES = 0 };
#endif

struct Arena {
    size_t used;
    size_t touched;
    size_t limit;
    max_align_t memory[];
};

/* What a block takes of the arena. */
static size_t
room_for(size_t bytes)
{
    return (bytes + ALIGN - 1) / ALIGN * ALIGN + GUARD_BYTES;
}

static char *
arena_at(Arena *arena, size_t mark)
{
    return (char *)arena->memory + mark;
}

_Noreturn static void
die_full(const Arena *arena, size_t bytes)
{
    die("an arena of %zu bytes is full: %zu are used, and %zu more do not fit", arena->limit,
        arena->used, bytes);
}

/* So much more, or the end of the process. */
static void
arena_grow(Arena *arena, size_t room)
{
    if (room > arena->limit - arena->used)
        die_full(arena, room);
    arena->used += room;
    if (arena->used > arena->touched)
        arena->touched = arena->used;
}

/* Of the room that a block has, these bytes may be touched. */
static void
arena_guard(char *block, size_t bytes)
{
    ASAN_UNPOISON_MEMORY_REGION(block, bytes);
    ASAN_POISON_MEMORY_REGION(block + bytes, room_for(bytes) - bytes);
}

static void
arena_forget(Arena *arena, size_t mark)
{
    assert(mark <= arena->used);
    ASAN_POISON_MEMORY_REGION(arena_at(arena, mark), arena->used - mark);
    arena->used = mark;
}

Arena *
arena_new(size_t limit_bytes)
{
    Arena *arena = mmap(NULL, sizeof(*arena) + limit_bytes, PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

    if (arena == MAP_FAILED)
        die("no address space for an arena of %zu bytes", limit_bytes);
    arena->limit = limit_bytes;
    return arena;
}

void
arena_free(Arena **arena)
{
    if (*arena != NULL) {
        ASAN_UNPOISON_MEMORY_REGION((*arena)->memory, (*arena)->touched);
        munmap(*arena, sizeof(**arena) + (*arena)->limit);
    }
    *arena = NULL;
}

size_t
arena_mark(const Arena *arena)
{
    return arena->used;
}

size_t
arena_excess(const Arena *arena)
{
    return arena->touched > KEEP_BYTES ? arena->touched - KEEP_BYTES : 0;
}

void
arena_rewind(Arena *arena)
{
    arena_forget(arena, 0);
}

void
arena_reset(Arena *arena, size_t mark)
{
    arena_forget(arena, mark);
    if (mark > 0 || arena_excess(arena) == 0)
        return;

    const uintptr_t page = 4096;
    uintptr_t begin = ((uintptr_t)arena->memory + KEEP_BYTES + page - 1) / page * page;
    uintptr_t end = (uintptr_t)arena->memory + arena->touched;
    ASAN_UNPOISON_MEMORY_REGION(arena_at(arena, KEEP_BYTES), arena->touched - KEEP_BYTES);
    if (end > begin)
        madvise((void *)begin, end - begin, MADV_DONTNEED); // NOLINT(performance-no-int-to-ptr)
    arena->touched = KEEP_BYTES;
}

char *
arena_take(Arena *arena, size_t bytes)
{
    if (bytes > arena->limit)
        die_full(arena, bytes);
    char *memory = arena_at(arena, arena->used);

    arena_grow(arena, room_for(bytes));
    arena_guard(memory, bytes);
    return memory;
}

void *
arena_alloc(Arena *arena, size_t count, size_t size)
{
    size_t bytes;

    if (__builtin_mul_overflow(count, size, &bytes))
        die_full(arena, SIZE_MAX);
    return memset(arena_take(arena, bytes), 0, bytes);
}

bool
arena_extend(Arena *arena, void *block, size_t old_bytes, size_t new_bytes)
{
    assert(new_bytes >= old_bytes);
    if ((char *)block + room_for(old_bytes) != arena_at(arena, arena->used))
        return false;
    if (new_bytes > arena->limit)
        die_full(arena, new_bytes);
    arena_grow(arena, room_for(new_bytes) - room_for(old_bytes));
    arena_guard(block, new_bytes);
    return true;
}

char *
arena_keep(Arena *arena, size_t mark, const char *text, size_t length)
{
    char *kept = arena_at(arena, mark);

    if (length >= arena->limit || room_for(length + 1) > arena->limit - mark)
        die_full(arena, length);
    ASAN_UNPOISON_MEMORY_REGION(kept, length);
    memmove(kept, text, length);
    arena_forget(arena, mark);
    char *taken = arena_take(arena, length + 1);
    assert(taken == kept);
    kept[length] = '\0';
    return kept;
}

char *
arena_copy(Arena *arena, const char *text, size_t length)
{
    char *copy = arena_take(arena, length + 1);

    memcpy(copy, text, length);
    copy[length] = '\0';
    return copy;
}

char *
arena_printf(Arena *arena, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    int length = vsnprintf(NULL, 0, format, args);
    va_end(args);
    assert(length >= 0);

    char *text = arena_alloc(arena, (size_t)length + 1, 1);
    va_start(args, format);
    vsnprintf(text, (size_t)length + 1, format, args);
    va_end(args);
    return text;
}
