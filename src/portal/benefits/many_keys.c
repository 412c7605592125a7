/*
 * Many keys at once: shown on one page, with a sheet for each, and as a table of their references.
 */
#include "portal/benefits/benefits.h"

#include "html/export.h"
#include "html/page.h"
#include "portal/portal.h"
#include "service/benefits/benefits.h"

enum { REF_TYPED_MAX = 100 };

/* --- showing them ----------------------------------------------------------------------------- */

// clang-format off
SHAPE(REVEAL_MANY_FORM, RevealManyInput,
    FIELD(RevealManyInput, ID,   tenant_id,       "tenantId",       .prefix = "ten_"),
    FIELD(RevealManyInput, BOOL, tenant_verified, "tenantVerified"),
    LIST( RevealManyInput, TEXT, ref,             "ref",
          .min = 1, .max = KEYS_SHOWN_TOGETHER_MAX, .text_max = REF_TYPED_MAX),
);
// clang-format on

static ShownKey
shown_key(Ctx *ctx, const Request *request, const RevealedRow *row)
{
    static const Refusal NOTHING_MORE = {0};
    const RowResult *result = &row->result;
    ShownKey shown = {.row = row};

    if (result->outcome == ROW_REFUSED) {
        const Refusal *refusal = result->refusal != NULL ? result->refusal : &NOTHING_MORE;
        shown.refused = refused_text(ctx, refusal, err_title(result->err));
        return shown;
    }
    char *text = arena_alloc(ctx->arena, KEY_TEXT_SIZE, 1);
    key_format(&row->key, text);
    shown.text = text;
    shown.place = key_place(ctx, request, text);
    return shown;
}

/* RULE KEY-6: the events are written with this change, so no page leaves before they are on the
 * disk. */
Err
page_keys_reveal(Ctx *ctx, const Request *request, Reply *reply)
{
    RevealedRows rows;

    TRY(reveal_keys(ctx, request->body, &rows));
    ShownKeys view = {
        .key = ARENA_NEW_ARRAY(ctx->arena, ShownKey, rows.count),
        .count = rows.count,
    };
    for (size_t i = 0; i < rows.count; i++) {
        view.key[i] = shown_key(ctx, request, &rows.row[i]);
        view.refused += view.key[i].refused != NULL;
    }
    Html page = page_begin(ctx, request, reply, TR("Your product keys"));
    html_shown_keys(&page, &view);
    return page_end(&page);
}

/* --- as a table ------------------------------------------------------------------------------- */

typedef struct KeysCsvForm {
    const char **ref;
    size_t ref_count;
    const char *tenant_id;   /* the form has these two for showing the keys; */
    int64_t tenant_verified; /* of references anybody here may have a table */
} KeysCsvForm;

// clang-format off
SHAPE(KEYS_CSV_FORM, KeysCsvForm,
    LIST( KeysCsvForm, TEXT, ref,             "ref",
          .min = 1, .max = PAGE_LIMIT_MAX, .text_max = REF_TYPED_MAX),
    FIELD(KeysCsvForm, ID,   tenant_id,       "tenantId", .prefix = "ten_", .optional = true),
    FIELD(KeysCsvForm, BOOL, tenant_verified, "tenantVerified", .optional = true),
);
// clang-format on

/* RULE KEY-5: the references, and never a key. */
Err
page_keys_csv(Ctx *ctx, const Request *request, Reply *reply)
{
    enum { CSV_BYTES_MAX = 1024 * 1024 };
    const KeysCsvForm *form = request->body;
    KeyQuery query = DEFAULTS_OF(KEY_QUERY);
    const char *last;

    query.limit = 0;
    query.ref = form->ref;
    query.ref_count = form->ref_count;
    reply->body = buf_new(ctx->arena, CSV_BYTES_MAX);
    table_for_reader(ctx, &reply->body, true);
    TRY(export_keys(ctx, &query, &reply->body, &last));
    reply->content_type = "text/csv; charset=utf-8";
    reply->file_name = "keys.csv";
    return OK;
}
