/*
 * Shape: what a struct of input may hold, as a table. A row says of a member what requests call it,
 * what kind of value it takes, in which bounds, and whether it may be left out.
 *
 *     // clang-format off
 *     SHAPE(USER_INPUT, UserInput,
 *         FIELD(UserInput, EMAIL,  email,     "email"),
 *         FIELD(UserInput, CHOICE, kind,      "kind",       .choices = USER_KIND_NAMES),
 *         LIST( UserInput, SLUG,   programme, "programmes", .max = 16, .optional = true),
 *     );
 *     // clang-format on
 *
 * A shape stands in the room of the service that takes the struct, and DECLARE_SHAPE() beside it in
 * the room's door: so whoever reads such input, as JSON, from a form or from a file, reads it in
 * the same bounds, and a service need not ask again. Faces have shapes of what is only theirs. The
 * readers are in http/input.
 *
 * A member whose type is not the one that its kind needs does not compile.
 */
#ifndef BASE_SHAPE_H
#define BASE_SHAPE_H

#include "base/arena.h"
#include "base/limit/limit.h"

typedef enum FieldKind {
    /*
     * Texts: a const char *, NULL where there is none. None but keys and lines have control
     * characters. What people write, from TEXT to DOMAIN, arrives tidy (text_tidy()), and but for a
     * search without what nobody sees (text_can_be_seen()).
     */
    FIELD_TEXT,    /* of .min to .max characters, in the form that .check asks for */
    FIELD_NAME,    /* what people call somebody or something */
    FIELD_SEARCH,  /* part of what is looked for; it may be empty */
    FIELD_PERSON,  /* a name, or an e-mail address in its one spelling, however somebody types it */
    FIELD_EMAIL,   /* an e-mail address, in its one spelling (text_as_email()) */
    FIELD_DOMAIN,  /* of the Internet, likewise (text_as_domain()) */
    FIELD_KEY,     /* product keys, as they are typed or pasted: the key's reader judges them */
    FIELD_LINES,   /* lines of a text area, as they are typed or pasted: their reader judges them */
    FIELD_EXACT,   /* as TEXT, byte for byte: a password, or what another program calls something */
    FIELD_ID,      /* the id of what .prefix says */
    FIELD_SLUG,    /* lower-case words joined by hyphens */
    FIELD_COUNTRY, /* ISO 3166-1 */
    FIELD_CURRENCY, /* ISO 4217 */
    FIELD_FIGURE,   /* a decimal number above zero, kept as its text */
    FIELD_CURSOR,   /* in a query: the `next` of an earlier part of a list, as a place in it */

    /* Numbers: an int64_t, INPUT_ABSENT or what FIELD_OR() says where there is none. */
    FIELD_INT,     /* from .min to .max */
    FIELD_BOOL,    /* 0 or 1 */
    FIELD_DATE,    /* the number of a day */
    FIELD_TIME,    /* RFC 3339, to microseconds */
    FIELD_CHOICE,  /* a position in .choices, from .min to .max where that is not 0 */
    FIELD_DECIMAL, /* a whole number, or text with up to 6 decimals, as millionths; from 0 */
    FIELD_AMOUNT,  /* the same, always text, or {"currency","amount"} */

    /* What is made of others. */
    FIELD_TEXTS,   /* a const char ** and a size_t count: LIST() */
    FIELD_OBJECT,  /* a pointer to a struct with a shape of its own, or NULL: OBJECT() */
    FIELD_OBJECTS, /* the same, and a count: OBJECTS() */
} FieldKind;

/* Of texts and numbers, for whoever treats all of them alike. */
#define FIELD_IS_TEXT(kind)   ((kind) <= FIELD_CURSOR)
#define FIELD_IS_NUMBER(kind) ((kind) >= FIELD_INT && (kind) <= FIELD_AMOUNT)

/* A number that is not there. Services ask for it; whoever calls them has DEFAULTS_OF(). */
#define INPUT_ABSENT INT64_MIN

/*
 * A number that shall be there no more: what JSON says as null in a change, of a member that the
 * thing need not have. A text that shall go is TEXT_REMOVED, a list is empty.
 */
#define INPUT_REMOVED (INT64_MIN + 1)
extern const char TEXT_REMOVED[];

/* What a member is after a change that says this of it: now, unless something is said. */
const char *text_after(const char *now, const char *said);
int64_t number_after(int64_t now, int64_t said, int64_t removed);

/* How many characters texts of the kinds have at most, where a row says nothing less. */
enum {
    NAME_LENGTH_MAX = 200,
    SEARCH_LENGTH_MAX = 100,
    EMAIL_LENGTH_MAX = 254,
    SLUG_LENGTH_MAX = 64,
    DOMAIN_LENGTH_MAX = 253,
    CURSOR_LENGTH_MAX = 1000,
};

/* What every list takes: LIMIT() and AFTER(). */
enum { PAGE_LIMIT_DEFAULT = 50 }; /* of PAGE_LIMIT_MAX */

typedef struct Shape Shape;

typedef struct Field {
    const char *of; /* the struct that it is a member of */
    const char *name;
    FieldKind kind;
    size_t offset;
    bool optional;
    int64_t min;    /* of a number; characters of a text; items of a list; millionths */
    int64_t max;    /* likewise; of kinds of text with bounds of their own, 0 for these */
    int64_t absent; /* the number where there is none */
    bool of_part;   /* says how a part of a list is asked for, and nothing about the list */
    const char *prefix;
    bool (*check)(const char *text);
    const char *const *choices;
    const Shape *shape;
    FieldKind item;         /* of a list: the kind of its texts, */
    int64_t text_max;       /* at most so many characters each, as .max says it of a text; */
    size_t count_offset;    /* and where their number goes */
    size_t currency_offset; /* of an amount: where its currency goes, NULL where it says none */
} Field;

struct Shape {
    const char *of; /* the struct */
    size_t size;
    const Field *field;         /* the rows of its own, up to one without a name */
    bool optional;              /* each row may be left out */
    const Shape *other;         /* whose rows it has before its own, or NULL */
    size_t other_offset;        /* where the struct of those begins in this one */
    const char *const *without; /* which of the other's rows it has not, up to NULL; or NULL */
};

/* --- rows ----------------------------------------------------------------------------------- */

// clang-format off
// NOLINTBEGIN(bugprone-macro-parentheses): types and members cannot stand in parentheses

/* A text or a number: FIELD(UserInput, EMAIL, email, "email", .optional = true). */
#define FIELD(T, KIND, member, name_, ...)                                                         \
    FIELD_ROW(T, FIELD_##KIND, member, name_, INPUT_ABSENT, __VA_ARGS__)

/* A number that is something where it is left out. */
#define FIELD_OR(T, KIND, member, name_, otherwise, ...)                                           \
    FIELD_ROW(T, FIELD_##KIND, member, name_, otherwise, .optional = true, __VA_ARGS__)

/* Texts of that kind; their number goes to the member whose name ends in _count. */
#define LIST(T, KIND, member, name_, ...)                                                          \
    {ROW(T, FIELD_TEXTS, member, name_,                                                            \
         FIELD_IS_TEXT(FIELD_##KIND) && MEMBER_IS(T, member, const char **),                       \
         "a list of texts is a const char **"),                                                    \
     .item = FIELD_##KIND, COUNT_OF_LIST(T, member), __VA_ARGS__}

/* A struct by its own shape, or several and their number. */
#define OBJECT(T, member, name_, SHAPE_, ...)                                                      \
    {SHAPE_ROW(T, FIELD_OBJECT, member, name_, SHAPE_), __VA_ARGS__}
#define OBJECTS(T, member, name_, SHAPE_, ...)                                                     \
    {SHAPE_ROW(T, FIELD_OBJECTS, member, name_, SHAPE_), COUNT_OF_LIST(T, member), __VA_ARGS__}

/* In the row of an AMOUNT: the text to which its currency goes. */
#define CURRENCY_IN(T, member)                                                                     \
    .currency_offset = offsetof(T, member) +                                                       \
        SHAPE_MUST(MEMBER_IS(T, member, const char *), "a currency is a const char *")

/* How much of a list, and behind what: the members limit and after. */
#define LIMIT(T)                                                                                   \
    FIELD_OR(T, INT, limit, "limit", PAGE_LIMIT_DEFAULT, .min = 1, .max = PAGE_LIMIT_MAX,         \
             .of_part = true)
#define AFTER(T) FIELD(T, CURSOR, after, "after", .optional = true)

/* Of lists that are turned back too: the member before. */
#define BEFORE(T) FIELD(T, CURSOR, before, "before", .optional = true)

/* What these are made of. */
#define ROW(T, kind_, member, name_, condition, message)                                           \
    .of = #T, .name = (name_), .kind = (kind_),                                                    \
    .offset = offsetof(T, member) + SHAPE_MUST(condition, message)
#define FIELD_ROW(T, kind_, member, name_, otherwise, ...)                                         \
    {ROW(T, kind_, member, name_, MEMBER_FITS(T, member, kind_),                                   \
         "a text is a const char *, a number an int64_t"),                                         \
     .absent = (otherwise), __VA_ARGS__}
#define SHAPE_ROW(T, kind_, member, name_, SHAPE_)                                                 \
    ROW(T, kind_, member, name_, MEMBER_IS(T, member, SHAPE_##_STRUCT *),                          \
        "an object is a pointer to the struct of its shape"),                                      \
    .shape = &SHAPE_
#define COUNT_OF_LIST(T, member)                                                                   \
    .count_offset = offsetof(T, member##_count) +                                                  \
        SHAPE_MUST(MEMBER_IS(T, member##_count, size_t), "a count is a size_t")
#define MEMBER_FITS(T, member, kind_)                                                              \
    (FIELD_IS_TEXT(kind_) ? MEMBER_IS(T, member, const char *)                                     \
                          : FIELD_IS_NUMBER(kind_) && MEMBER_IS(T, member, int64_t))
#define MEMBER_IS(T, member, Type) _Generic(((T *)0)->member, Type: 1, default: 0)

/* 0 where the condition holds, and no program where it does not. */
#define SHAPE_MUST(condition, message)                                                             \
    (0 * sizeof(struct { _Static_assert((condition), message); char unused; }))

/* --- shapes --------------------------------------------------------------------------------- */

/* In a header, beside the struct: DECLARE_SHAPE(USER_INPUT, UserInput); */
#define DECLARE_SHAPE(NAME, T)                                                                     \
    extern const Shape NAME; typedef T NAME##_STRUCT

/* These rows. */
#define SHAPE(NAME, T, ...)                                                                        \
    const Shape NAME = {.of = #T, .size = sizeof(T), OWN_ROWS(__VA_ARGS__)};                       \
    typedef T NAME##_STRUCT

/* These rows, of which each may be left out: what a query says, or a change. */
#define SHAPE_OPTIONAL(NAME, T, ...)                                                               \
    const Shape NAME = {.of = #T, .size = sizeof(T), OWN_ROWS(__VA_ARGS__), .optional = true};     \
    typedef T NAME##_STRUCT

/* The rows of another shape, but for those with these names. */
#define SHAPE_WITHOUT(NAME, OTHER, ...)                                                            \
    const Shape NAME = {OTHERS_ROWS(OTHER, __VA_ARGS__)};                                          \
    typedef OTHER##_STRUCT NAME##_STRUCT

/*
 * The same, of which each may be left out: what can be changed of something that was made. Rows
 * that are .optional there are what it need not have: null removes them. So it is with the rows
 * of a SHAPE_OPTIONAL().
 */
#define SHAPE_OPTIONAL_WITHOUT(NAME, OTHER, ...)                                                   \
    const Shape NAME = {OTHERS_ROWS(OTHER, __VA_ARGS__), .optional = true};                        \
    typedef OTHER##_STRUCT NAME##_STRUCT

/* The rows of another shape, whose struct is a member of this one, and behind them these. */
#define SHAPE_AROUND(NAME, T, member, OTHER, ...)                                                  \
    const Shape NAME = {.of = #T, .size = sizeof(T), OWN_ROWS(__VA_ARGS__), .other = &OTHER,       \
        .other_offset = offsetof(T, member) +                                                      \
            SHAPE_MUST(MEMBER_IS(T, member, OTHER##_STRUCT), "the member is the other's struct")}; \
    typedef T NAME##_STRUCT

/* What these are made of; the comma before the end is that of the last row. */
#define OWN_ROWS(...) .field = (const Field[]){__VA_ARGS__ {.name = NULL}}
#define OTHERS_ROWS(OTHER, ...)                                                                    \
    .size = sizeof(OTHER##_STRUCT), OWN_ROWS(), .other = &OTHER,                                   \
    .without = (const char *const[]){__VA_ARGS__, NULL}

/*
 * A struct of the shape that says nothing yet, for whoever asks a service something in C:
 *
 *     BenefitQuery query = DEFAULTS_OF(BENEFIT_QUERY);
 *     query.category = PRODUCT_LICENSE;
 */
#define DEFAULTS_OF(NAME) (*(NAME##_STRUCT *)shape_defaults(&NAME, &(NAME##_STRUCT){0}))

// NOLINTEND(bugprone-macro-parentheses)
// clang-format on

/* Takes nothing: no query, no body, or an object without members. */
extern const Shape NO_SHAPE;

/* --- for readers and writers ---------------------------------------------------------------- */

/* A row, wherever it stands. */
typedef struct ShapeRow {
    const Field *field; /* NULL where there is none */
    size_t index;       /* among all rows, from 0 */
    size_t start;       /* where the struct that it is a member of begins in the whole one */
    bool optional;
    bool removable; /* of a change: what the thing need not have */
} ShapeRow;

/* So many bits there are for rows that were seen. */
enum { SHAPE_ROWS_MAX = 64 };

/* How many rows there are, those that are left out among them; and one of them. */
size_t shape_count(const Shape *shape);
ShapeRow shape_row(const Shape *shape, size_t index);

/* The row with this name. */
ShapeRow shape_find(const Shape *shape, const char *name);

/* Fills the whole struct with what it is where nothing was said, and gives it back. */
void *shape_defaults(const Shape *shape, void *target);
/* A new one. */
void *shape_new(const Shape *shape, Arena *arena);

/* The value of a row in the whole struct; of a list, its items and their number. */
void row_put_number(const ShapeRow *row, void *target, int64_t number);
void row_put_pointer(const ShapeRow *row, void *target, const void *text_or_object);
void row_put_list(const ShapeRow *row, void *target, const void *items, size_t count);
void row_put_currency(const ShapeRow *row, void *target, const char *currency);
int64_t row_number(const ShapeRow *row, const void *target);
const void *row_pointer(const ShapeRow *row, const void *target);
size_t row_list_count(const ShapeRow *row, const void *target);

#endif
