#include "api/api.h"

#include "api/rejected.h"
#include "base/text/text.h"
#include "domain/ids.h"
#include "service/directory/directory.h"

static const Field PARTICIPATION_FIELDS[] = {
    {"tenantId", FIELD_TEXT, offsetof(ParticipationInput, tenant_id), .check = is_tenant_id,
     .optional = true, .min = ID_LENGTH, .max = ID_LENGTH},
    {"domain", FIELD_TEXT, offsetof(ParticipationInput, domain), .check = text_is_domain,
     .optional = true, .min = 1, .max = 253},
    {"email", FIELD_TEXT, offsetof(ParticipationInput, email), .check = text_is_email, .min = 3,
     .max = 254},
    {"programmes", FIELD_TEXTS, offsetof(ParticipationInput, programme), .max = PROGRAMMES_MAX,
     .check = text_is_slug, .count_offset = offsetof(ParticipationInput, programme_count),
     .text_max = PROGRAMME_LENGTH_MAX},
};
static SHAPE(PARTICIPATION_INPUT, ParticipationInput, PARTICIPATION_FIELDS);

static const Field IMPORT_FIELDS[] = {
    {"participations", FIELD_OBJECTS, offsetof(ImportInput, participation), .min = 1,
     .max = PARTICIPATIONS_MAX, .shape = &PARTICIPATION_INPUT,
     .count_offset = offsetof(ImportInput, participation_count)},
};
SHAPE(PARTICIPATIONS_INPUT, ImportInput, IMPORT_FIELDS);

static Err
finish(Ctx *ctx, const Request *request, Reply *reply)
{
    const ImportOutcome *outcome = reply->then_state;

    (void)request;
    Json json = reply_json(ctx, reply);
    json_int(&json, "changed", outcome->changed);
    json_int(&json, "unchanged", outcome->unchanged);
    put_rejected(ctx, &json, outcome->rejected, outcome->rejected_count);
    json_object_end(&json);
    return OK;
}

Err
api_participation_import(Ctx *ctx, const Request *request, Reply *reply)
{
    ImportOutcome *outcome = ARENA_NEW(ctx->arena, ImportOutcome);

    TRY(import_participations(ctx, request->body, request->run, request->runner, outcome));
    reply->then = finish;
    reply->then_state = outcome;
    return OK;
}
