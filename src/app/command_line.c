#include "app/command_line.h"

#include "base/limit/limit.h"
#include "base/text/text.h"

const CommandRow COMMAND_ROWS[COMMAND_COUNT] = {
#define COMMAND(NAME, first, second, argument, run, summary, details)                              \
    {first, second, argument, summary, details},
#define OPTION(...)
#define NUMBER(...)
#include "app/command_line.def"
#undef COMMAND
#undef OPTION
#undef NUMBER
};

// clang-format off
const OptionRow OPTION_TABLE[OPTION_ROWS] = {
#define COMMAND(...)
#define OPTION(KIND, name, commands, needed, field, value, preset, text)                           \
    {name, OPTION_##KIND, commands, needed, offsetof(Settings, field), value, preset, 0, 0, 0, text},
#define NUMBER(name, commands, field, min, max, preset, text)                                      \
    {name, OPTION_NUMBER, commands, ON_NONE, offsetof(Settings, field), "N", "", min, max, preset, text},
#include "app/command_line.def"
#undef COMMAND
#undef OPTION
#undef NUMBER
};
// clang-format on

const OptionRow *
option_find(const char *name, size_t length)
{
    for (size_t i = 0; i < COUNT_OF(OPTION_TABLE); i++)
        if (strlen(OPTION_TABLE[i].name) == length &&
            memcmp(OPTION_TABLE[i].name, name, length) == 0)
            return &OPTION_TABLE[i];
    return NULL;
}

int
command_words(CommandId id)
{
    return COMMAND_ROWS[id].second[0] == '\0' ? 1 : 2;
}

CommandId
command_find(const char *const *word, int count)
{
    for (CommandId id = 0; id < COMMAND_COUNT; id++) {
        int words = command_words(id);
        if (count >= words && text_equal(word[0], COMMAND_ROWS[id].first) &&
            (words == 1 || text_equal(word[1], COMMAND_ROWS[id].second)))
            return id;
    }
    return COMMAND_COUNT;
}
