#include "html/form_view.h"

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
        .fault = form_fault(ctx, name),
    };
}

FormInput
form_password(Ctx *ctx, const char *name, const char *label, const char *autocomplete)
{
    return (FormInput){
        .name = name,
        .label = label,
        .type = "password",
        .autocomplete = autocomplete,
        .value = "",
        .fault = form_fault(ctx, name),
    };
}

/* Faults stand at their fields; what is no field's is said here. */
FormNote
form_note(Ctx *ctx, const Request *request)
{
    Err err = request->refused;

    if (err == OK)
        return (FormNote){0};
    if (ctx->refusal.fault_count > 0)
        return (FormNote){
            .refused = true,
            .title = lang_text(ctx->lang, TR("Something is missing or not right.")),
            .detail = lang_text(ctx->lang, TR("Correct what is marked, and send it once more.")),
        };
    return (FormNote){
        .refused = true,
        .title = problem_text(ctx, err_title(err)),
        .detail = problem_text(ctx, err_detail(err)),
    };
}
