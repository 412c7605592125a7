/*
 * Any bytes as a form. The first byte chooses the shape that it is read by.
 *
 * What is refused names a fault or is not well formed; what is accepted is text, in its bounds, and
 * the same when it is read a second time.
 */
#include "base/text/text.h"
#include "http/http.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

typedef struct Input {
    const char *name;
    int64_t count;
    int64_t ticked;
    int64_t day;
    int64_t choice;
    const char **key;
    size_t key_count;
} Input;

static const char *const CHOICES[] = {"extend", "add", NULL};

// clang-format off
static SHAPE(INPUT, Input,
    FIELD(Input, TEXT,   name,   "name",   .min = 1, .max = 20),
    FIELD(Input, INT,    count,  "count",  .min = 1, .max = 300, .optional = true),
    FIELD(Input, BOOL,   ticked, "ticked", .optional = true),
    FIELD(Input, DATE,   day,    "day",    .optional = true),
    FIELD(Input, CHOICE, choice, "choice", .choices = CHOICES, .optional = true),
    LIST( Input, TEXT,   key,    "key",    .max = 3, .text_max = 40, .optional = true),
);
// clang-format on

static void
check_input(const Input *input)
{
    size_t length = text_length(input->name);

    assert(length >= 1 && length <= 20 && text_is_line(input->name));
    assert(input->count == INPUT_ABSENT || (input->count >= 1 && input->count <= 300));
    assert(input->ticked == INPUT_ABSENT || input->ticked == 0 || input->ticked == 1);
    assert(input->choice == INPUT_ABSENT || input->choice == 0 || input->choice == 1);
    assert(input->key_count <= 3);
    for (size_t i = 0; i < input->key_count; i++)
        assert(text_length(input->key[i]) <= 40 && text_is_line(input->key[i]));
}

static void
check_shown(const Form *form)
{
    for (size_t i = 0; i < form->count; i++) {
        const char *value = form_value(form, form->field[i].name);
        assert(value != NULL && text_is_utf8(value, strlen(value)) &&
               strpbrk(value, "\r\n") == NULL);
    }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static Arena *arena;
    Ctx ctx = {0}, again = {0};
    void *first = NULL, *second = NULL;
    Form form;

    if (arena == NULL)
        arena = arena_new((size_t)64 * 1024 * 1024);
    arena_reset(arena, 0);
    if (size == 0 || size > FORM_BYTES_MAX)
        return 0;

    const Shape *shape = data[0] % 2 == 0 ? &INPUT : &NO_SHAPE;
    ctx.arena = again.arena = arena;
    if (form_parse(arena, (const char *)data + 1, size - 1, &form) != OK)
        return 0;
    check_shown(&form);
    Err err = form_read(&ctx, &form, shape, &first);
    assert((err == OK) == (first != NULL) && (err == OK) == (ctx.refusal.fault_count == 0));
    if (err == OK && shape == &INPUT)
        check_input(first);
    Err err_again = form_read(&again, &form, shape, &second);
    assert(err_again == err && ctx.refusal.fault_count == again.refusal.fault_count);
    return 0;
}
