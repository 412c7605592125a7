#include "html/form_view.h"

#include "base/text/text.h"

/* What is empty is said to be so, in a word for people and not for programs. */
static const char *
input_fault(Ctx *ctx, const Request *request, const char *name)
{
    const char *fault = form_fault(ctx, name);
    const char *value = form_value(&request->form, name);

    if (fault != NULL && (value == NULL || *value == '\0'))
        return lang_text(ctx->lang, TR("Fill in this field."));
    return fault;
}

FormInput
form_input(Ctx *ctx, const Request *request, const char *name, const char *label)
{
    const char *value = form_value(&request->form, name);

    return (FormInput){
        .name = name,
        .label = label,
        .type = "text",
        .autocomplete = "off",
        .value = value != NULL ? value : "",
        .fault = input_fault(ctx, request, name),
    };
}

FormInput
form_password(Ctx *ctx, const Request *request, const char *name, const char *label,
              const char *autocomplete)
{
    return (FormInput){
        .name = name,
        .label = label,
        .type = "password",
        .autocomplete = autocomplete,
        .value = "",
        .fault = input_fault(ctx, request, name),
    };
}

FormSelect
form_select(Ctx *ctx, FormInput input, const char *none, size_t options)
{
    return (FormSelect){
        .input = input,
        .none = none,
        .option = ARENA_NEW_ARRAY(ctx->arena, FormOption, options),
    };
}

void
form_option(FormSelect *select, const char *value, const char *text)
{
    select->option[select->count++] = (FormOption){value, text};
}

/* A field is named once, by the first thing that is wrong with it. */
static bool
is_noted(const FormNote *note, const char *field)
{
    for (size_t i = 0; i < note->entry_count; i++)
        if (text_equal(note->entry[i].field, field))
            return true;
    return false;
}

static void
note_faults(Ctx *ctx, const Request *request, FormNote *note)
{
    const Refusal *refusal = &ctx->refusal;

    note->entry = ARENA_NEW_ARRAY(ctx->arena, FormEntry, refusal->fault_count);
    for (size_t i = 0; i < refusal->fault_count; i++) {
        const char *pointer = refusal->fault[i].pointer;
        const char *field = pointer[0] == '/' ? pointer + 1 : pointer;
        const char *name = arena_copy(ctx->arena, field, strcspn(field, "/"));
        const char *text = input_fault(ctx, request, name);
        if (text != NULL && !is_noted(note, name))
            note->entry[note->entry_count++] = (FormEntry){name, text};
    }
}

/* Each fault leads to its field; what is no field's is said here. */
FormNote
form_note(Ctx *ctx, const Request *request)
{
    Err err = request->refused;
    FormNote note = {.refused = err != OK};

    if (err == OK)
        return note;
    if (ctx->refusal.fault_count > 0) {
        note.title = lang_text(ctx->lang, TR("Something is missing or not right."));
        note_faults(ctx, request, &note);
        return note;
    }
    note.title = problem_text(ctx, err_title(err));
    note.detail = problem_text(ctx, err_detail(err));
    return note;
}
