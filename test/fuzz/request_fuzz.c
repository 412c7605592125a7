/*
 * Any bytes as what a client sends: the whole server, from its socket to its database and back.
 *
 * An input may hold several requests, with names for what they need to get past the door:
 * request/names.h tells which. Nothing that is sent makes the server fail, hang or say what is not
 * HTTP (request/answer.h). Without AddressSanitizer this finds half as much.
 */
#include "request/answer.h"
#include "request/names.h"
#include "request/world.h"

enum { ARENA_BYTES = 128 * 1024 * 1024, INPUT_MAX = 64 * 1024 };

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static Arena *arena;

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc;
    (void)argv;
    arena = arena_new(ARENA_BYTES);
    world_begin();
    return 0;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    bool cut;

    if (size == 0 || size > INPUT_MAX)
        return 0;
    arena_reset(arena, 0);
    world_renew();
    Buf sent = names_fill_in(arena, (const char *)data, size);
    Buf answers = world_ask(arena, &sent, &cut);
    answers_check(arena, answers.data, answers.length, asks_for_head(sent.data, sent.length), cut);
    return 0;
}
