/*
 * Command line: which commands there are and which options each takes, as tables. The rows stand in
 * command_line.def; settings.h reads what somebody typed by them, and commands/help.h explains
 * them.
 */
#ifndef APP_COMMAND_LINE_H
#define APP_COMMAND_LINE_H

#include "app/settings.h"

typedef enum CommandId {
#define COMMAND(NAME, ...) COMMAND_##NAME,
#define OPTION(...)
#define NUMBER(...)
#include "app/command_line.def"
#undef COMMAND
    COMMAND_COUNT
} CommandId;

/* Sets of commands. */
enum {
    ON_NONE = 0,
#define COMMAND(NAME, ...) ON_##NAME = 1 << COMMAND_##NAME,
#include "app/command_line.def"
#undef COMMAND
#undef OPTION
#undef NUMBER
};

/* What a command is called, and what is said of it. */
typedef struct CommandRow {
    const char *first;
    const char *second;   /* "": it is of one word */
    const char *argument; /* what follows the words, or "" */
    const char *summary;
    const char *details; /* sentences, or "" */
} CommandRow;

extern const CommandRow COMMAND_ROWS[COMMAND_COUNT];

typedef enum OptionKind {
    OPTION_FLAG,
    OPTION_NUMBER,
    OPTION_TEXT,
    OPTION_ADDRESS,
    OPTION_DATABASE,
    OPTION_PERCENTS,
    OPTION_LOG,
    OPTION_ON_OFF,
    OPTION_ROLE,
} OptionKind;

typedef struct OptionRow {
    const char *name;
    OptionKind kind;
    unsigned commands;  /* a set of those that take it */
    unsigned needed;    /* a set of those that cannot do without it */
    size_t offset;      /* of its field in Settings */
    const char *value;  /* what stands for its value in a text, or "" */
    const char *preset; /* its value where it is not given, or ""; of a number, number_preset */
    int64_t min, max, number_preset;
    const char *text;
} OptionRow;

/* The number of them: a term of a sum each, which stands in no parentheses. */
// NOLINTBEGIN(bugprone-macro-parentheses)
enum {
    OPTION_ROWS = 0
#define COMMAND(...)
#define OPTION(...) +1
#define NUMBER(...) +1
#include "app/command_line.def"
#undef COMMAND
#undef OPTION
#undef NUMBER
};
// NOLINTEND(bugprone-macro-parentheses)

extern const OptionRow OPTION_TABLE[OPTION_ROWS];

/* The option of this name of so many bytes; NULL if there is none. */
const OptionRow *option_find(const char *name, size_t length);

/* Which command these words begin with; COMMAND_COUNT if none. Arguments may follow the words. */
CommandId command_find(const char *const *word, int count);

/* How many words a command is of, one or two. */
int command_words(CommandId id);

#endif
