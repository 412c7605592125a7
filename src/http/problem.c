/*
 * Problem documents (RFC 9457): how a refusal looks from outside.
 */
#include "http/http.h"

#include "http/exchange.h"

static const RefusalMember *
find_member(const Refusal *refusal, const char *name, size_t length)
{
    for (size_t i = 0; i < refusal->member_count; i++)
        if (strlen(refusal->member[i].name) == length &&
            memcmp(refusal->member[i].name, name, length) == 0)
            return &refusal->member[i];
    return NULL;
}

/* {member}, or the word that goes with its number: {member:licence|licences}. */
static void
put_member_text(Buf *out, Lang lang, const RefusalMember *member, const char *words)
{
    const size_t one = strcspn(words + 1, "|}");

    if (*words == ':' && member->number == 1)
        buf_put(out, words + 1, one);
    else if (*words == ':')
        buf_put(out, words + one + 2, strcspn(words + one + 2, "}"));
    else if (member->text != NULL)
        buf_text(out, member->text);
    else
        locale_put_number(out, lang, member->number);
}

/* The text in the reader's language, {member} replaced by what the refusal says of it. */
const char *
refused_text(Ctx *ctx, const Refusal *refusal, const char *english)
{
    enum { SAID_BYTES_MAX = 2048 };
    Buf out = buf_new(ctx->arena, SAID_BYTES_MAX);
    const char *text = lang_text(ctx->lang, english);

    while (*text != '\0') {
        size_t plain = strcspn(text, "{");
        buf_put(&out, text, plain);
        text += plain;
        if (*text == '\0')
            break;
        size_t name = strcspn(++text, ":}");
        const RefusalMember *member = find_member(refusal, text, name);
        if (member != NULL)
            put_member_text(&out, ctx->lang, member, text + name);
        else
            buf_text(&out, "…");
        text += strcspn(text, "}");
        text += *text == '}';
    }
    assert(
        !out.full); /* a text of ours, with a name of 200 characters in it or a few short words */
    return out.data;
}

const char *
problem_text(Ctx *ctx, const char *english)
{
    return refused_text(ctx, &ctx->refusal, english);
}

static void
put_refusal_members(Json *json, const Refusal *refusal)
{
    for (size_t i = 0; i < refusal->member_count; i++) {
        const RefusalMember *member = &refusal->member[i];
        if (member->texts != NULL) {
            json_array_begin(json, member->name);
            for (const char *const *text = member->texts; *text != NULL; text++)
                json_text(json, NULL, *text);
            json_array_end(json);
        } else if (member->text != NULL) {
            json_text(json, member->name, member->text);
        } else {
            json_int(json, member->name, member->number);
        }
    }
}

static void
put_faults(Ctx *ctx, Json *json)
{
    if (ctx->refusal.fault_count == 0)
        return;
    json_array_begin(json, "errors");
    for (size_t i = 0; i < ctx->refusal.fault_count; i++) {
        const RefusalFault *fault = &ctx->refusal.fault[i];
        const char *detail = fault->detail != NULL ? fault->detail : err_title(fault->err);
        json_object_begin(json, NULL);
        json_text(json, "pointer", fault->pointer);
        json_text(json, "code", err_code(fault->err));
        json_text(json, "detail", problem_text(ctx, detail));
        json_object_end(json);
    }
    json_array_end(json);
}

void
problem_reply(Ctx *ctx, Err err, const char *request_id, Reply *reply)
{
    *reply = (Reply){
        .status = err_http_status(err),
        .content_type = "application/problem+json",
    };
    Json json = reply_json(ctx, reply);

    json_text(&json, "type", arena_printf(ctx->arena, "/problems/%s", err_code(err)));
    json_text(&json, "title", problem_text(ctx, err_title(err)));
    json_int(&json, "status", err_http_status(err));
    json_text(&json, "code", err_code(err));
    json_text(&json, "detail", problem_text(ctx, err_detail(err)));
    json_text(&json, "requestId", request_id);
    put_refusal_members(&json, &ctx->refusal);
    put_faults(ctx, &json);
    json_object_end(&json);
}
