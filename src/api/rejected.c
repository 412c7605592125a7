/*
 * What of a batch was not taken, and why.
 */
#include "api/members.h"

#include "http/http.h"

/* Thousands may be rejected for a handful of reasons: each is put into words once. */
typedef struct Reason {
    Err err;
    const char *text;
} Reason;

enum { REASONS_MAX = 16 };

static const char *
reason_text(Ctx *ctx, Err err, Reason reasons[REASONS_MAX])
{
    size_t i = 0;

    while (i < REASONS_MAX - 1 && reasons[i].text != NULL && reasons[i].err != err)
        i++;
    if (reasons[i].text == NULL || reasons[i].err != err)
        reasons[i] = (Reason){err, problem_text(ctx, err_title(err))};
    return reasons[i].text;
}

void
put_rejected(Ctx *ctx, Json *json, const Rejection *rejected, size_t count)
{
    Reason reasons[REASONS_MAX] = {0};

    json_array_begin(json, "rejected");
    for (size_t i = 0; i < count; i++) {
        json_object_begin(json, NULL);
        json_int(json, "index", rejected[i].index);
        json_text(json, "code", err_code(rejected[i].err));
        json_text(json, "detail", reason_text(ctx, rejected[i].err, reasons));
        json_object_end(json);
    }
    json_array_end(json);
}
