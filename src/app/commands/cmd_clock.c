/*
 * perq clock: what the operator says of the machine's clock.
 */
#include "app/commands/commands.h"

#include "app/commands/ask.h"

int
cmd_clock_accept(const Settings *settings)
{
    CLEANUP(arena_free) Arena *arena = arena_new(ASK_ARENA_BYTES);
    Buf request = buf_new(arena, ASK_REQUEST_MAX);

    buf_text(&request, "");
    return ask_and_print(settings, "/local/clock", &request, "now");
}
