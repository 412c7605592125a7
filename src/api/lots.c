/*
 * Key lots: drawing many keys, and handing them out as a stream.
 */
#include "api/api.h"

#include "api/members.h"
#include "domain/benefit.h"
#include "service/json_values.h"
#include "service/keys/keys.h"
#include "store/keys/keys.h"

static void
put_lot_members(Json *json, const KeyLot *lot)
{
    json_text(json, "id", lot->id.text);
    json_text(json, "sku", lot->sku);
    json_int(json, "licenses", lot->licenses);
    json_int(json, "count", lot->count);
    json_date(json, "redeemBy", lot->redeem_by);
    json_text_if(json, "partnerId", id_is_empty(&lot->partner_id) ? NULL : lot->partner_id.text);
    json_text(json, "state", LOT_STATE_NAMES[lot_state(lot)]);
    json_time(json, "createdAt", lot->created_at);
}

void
reply_lot(Ctx *ctx, Reply *reply, const KeyLot *lot)
{
    Json json = reply_json(ctx, reply);

    put_lot_members(&json, lot);
    json_object_end(&json);
    reply_set_etag(ctx, reply);
}

/* Why is part of the request, and what an approval is asked for with. */
static Asked
lot_asked(const Ctx *ctx, const Request *request)
{
    const LotInput *input = request->body;

    return (Asked){id_new("lot_", ctx->now), input->reason, input};
}

/* In the writer, when all keys are stored. */
static Err
finish_lot_reply(Ctx *ctx, const Request *request, Reply *reply)
{
    const KeyLot *lot = reply->then_state;
    const Asked asked = lot_asked(ctx, request);
    bool waits;

    /* It was begun, so it is finished: how it was settled is what its event says. */
    TRY(has_to_wait(ctx, APPROVAL_OF_KEY_LOT, &asked, &waits));
    TRY(finish_lot(ctx, lot));
    reply->status = 201;
    reply->location = arena_printf(ctx->arena, "/api/v1/key-lots/%s", lot->id.text);
    reply_lot(ctx, reply, lot);
    return OK;
}

/* In the writer, where another person has to approve it: RULE KEY-11, no key of it exists. */
static Err
ask_for_lot(Ctx *ctx, const Request *request, Reply *reply)
{
    const Asked asked = lot_asked(ctx, request);
    KeyLot lot;
    bool waits;

    TRY(reply_asked(ctx, reply, APPROVAL_OF_KEY_LOT, &asked, &waits));
    if (waits)
        return OK;
    /* Nobody else has to any more, since a moment ago. */
    TRY(get_lot(ctx, &asked.subject, &lot));
    reply->status = 201;
    reply->location = arena_printf(ctx->arena, "/api/v1/key-lots/%s", lot.id.text);
    reply_lot(ctx, reply, &lot);
    return OK;
}

Err
api_lot_ask(Ctx *ctx, const Request *request, Place *ret)
{
    const LotInput *input = request->body;

    (void)ctx;
    ret->rank = input->count > SHORT_LOT_KEYS_MAX ? RANK_LASTING : RANK_SHORT;
    return OK;
}

Err
api_lot_create(Ctx *ctx, const Request *request, Reply *reply)
{
    KeyLot *lot = ARENA_NEW(ctx->arena, KeyLot);
    const Asked asked = lot_asked(ctx, request);
    bool waits;

    TRY(has_to_wait(ctx, APPROVAL_OF_KEY_LOT, &asked, &waits));
    if (waits) {
        reply->then = ask_for_lot;
        return OK;
    }
    TRY(create_lot(ctx, request->body, request->run, request->runner, lot));
    reply->then = finish_lot_reply;
    reply->then_state = lot;
    return OK;
}

/* How far it is drawn, which is no part of its version. */
static Err
put_progress(Ctx *ctx, Json *json, const KeyLot *lot)
{
    size_t from = json->out->length;
    int64_t drawn;

    if (lot->released)
        return OK;
    TRY(count_drawn_keys(ctx, &lot->id, &drawn));
    json_int(json, "drawn", drawn);
    json_aside(json, from);
    return OK;
}

Err
api_lot_show(Ctx *ctx, const Request *request, Reply *reply)
{
    Id id;
    KeyLot lot;

    TRY(request_id(request, 0, "lot_", &id));
    TRY(get_lot(ctx, &id, &lot));
    Json json = reply_json(ctx, reply);
    put_lot_members(&json, &lot);
    TRY(put_progress(ctx, &json, &lot));
    json_object_end(&json);
    reply_set_etag(ctx, reply);
    return OK;
}

Err
api_lot_list(Ctx *ctx, const Request *request, Reply *reply)
{
    const Page *page = request->query;
    KeyLotList list;

    TRY(list_lots(ctx, page, &list));
    ListReply out = reply_list_begin(ctx, reply);
    for (size_t i = 0; i < list.count && reply_item_begin(&out); i++) {
        put_lot_members(&out.json, &list.item[i]);
        reply_item_end(&out, list.item[i].id.text);
    }
    return reply_list_end(ctx, &out, list.more);
}

/* --- the export, a piece at a time ---------------------------------------------------------- */

enum { PIECE_KEYS = 1000 };

/* How far an export has come. */
typedef struct Export {
    Id lot_id;
    int64_t position; /* of the last key that was written */
    bool csv;
    bool ended;
} Export;

static void
put_lot_key(Json *json, const LotKey *key, Date today)
{
    const KeyRecord *record = &key->record;
    KeyStatus status = key_status(record->state, record->redeem_by, today);
    char text[KEY_TEXT_SIZE];

    json_object_begin(json, NULL);
    json_text(json, "ref", record->ref);
    json_int(json, "licenses", record->licenses);
    json_text(json, "status", KEY_STATUS_NAMES[status]);
    json_date(json, "redeemBy", record->redeem_by);
    if (key->readable) {
        key_format(&key->key, text);
        json_text(json, "key", text);
    }
    json_object_end(json);
}

static void
csv_key(Buf *out, const LotKey *key, Date today)
{
    const KeyRecord *record = &key->record;
    KeyStatus status = key_status(record->state, record->redeem_by, today);
    char licenses[24];
    char redeem_by[DATE_TEXT_SIZE];
    char text[KEY_TEXT_SIZE] = "";

    snprintf(licenses, sizeof(licenses), "%lld", (long long)record->licenses);
    date_format(record->redeem_by, redeem_by);
    if (key->readable)
        key_format(&key->key, text);
    csv_cell(out, record->ref, false);
    csv_cell(out, licenses, false);
    csv_cell(out, KEY_STATUS_NAMES[status], false);
    csv_cell(out, redeem_by, false);
    csv_cell(out, text, true);
}

static void
put_json_piece(Buf *out, const Export *export, const LotKeyList *keys, Date today)
{
    Json json = json_new(out);

    if (export->position == 0)
        buf_text(out, "{\"items\":[");
    json.comma = export->position > 0;
    for (size_t i = 0; i < keys->count; i++)
        put_lot_key(&json, &keys->item[i], today);
    if (export->ended)
        buf_text(out, "]}");
}

static void
put_csv_piece(Buf *out, const Export *export, const LotKeyList *keys, Date today)
{
    if (export->position == 0)
        csv_heading(out, "ref,licenses,status,redeemBy,key");
    for (size_t i = 0; i < keys->count; i++)
        csv_key(out, &keys->item[i], today);
}

static Err
next_lot_piece(Ctx *ctx, void *state, Buf *piece)
{
    Export *export = state;
    LotKeyList keys;

    if (export->ended)
        return OK;
    TRY(list_lot_keys(ctx, &export->lot_id, export->position, PIECE_KEYS, &keys));
    export->ended = keys.count < PIECE_KEYS;
    if (export->csv)
        put_csv_piece(piece, export, &keys, ctx->today);
    else
        put_json_piece(piece, export, &keys, ctx->today);
    if (keys.count > 0)
        export->position = keys.item[keys.count - 1].record.position;
    return OK;
}

Err
api_lot_export(Ctx *ctx, const Request *request, Reply *reply)
{
    Export *export = ARENA_NEW(ctx->arena, Export);
    KeyLot lot;

    TRY(request_id(request, 0, "lot_", &export->lot_id));
    TRY(export_lot(ctx, &export->lot_id, &lot));
    export->csv = request->wants_csv;
    if (export->csv) {
        reply->content_type = "text/csv; charset=utf-8";
        reply->file_name = arena_printf(ctx->arena, "%s.csv", lot.id.text);
    }
    reply->stream = next_lot_piece;
    reply->stream_state = export;
    return OK;
}
