#include "service/partners/partners.h"

#include "base/format/format.h"
#include "base/text/text.h"
#include "service/list_part.h"

const char *const PARTNER_SORT_NAMES[] = {"name", "-name", "endsOn", "-endsOn", NULL};

static Err
read_partner_search(Ctx *ctx, const PartnersQuery *query, PartnerSearch *ret)
{
    const ListAsk ask = {query->limit, query->after, query->before, .counted = true};
    const int64_t sort = query->sort == INPUT_ABSENT ? 0 : query->sort;
    PartnerSearch search = {
        .words = text_words(ctx->arena, query->q),
        .health = query->health == INPUT_ABSENT ? -1 : query->health,
        .today = ctx->today,
        .column = (PartnerColumn)(sort / 2),
        .falling = sort % 2 == 1,
        .lang = list_lang(ctx, &ask),
    };

    TRY(list_part(ctx, &ask, &search.part));
    *ret = search;
    return OK;
}

Err
search_partners(Ctx *ctx, const PartnersQuery *query, PartnerFoundList *ret)
{
    CLEANUP(tx_end) Tx tx = {0};
    PartnerSearch search;

    TRY(read_partner_search(ctx, query, &search));
    TRY(tx_begin(ctx->db, &tx));
    TRY(store_partner_search(&tx, &search, ctx->arena, ret));
    return tx_commit(&tx);
}

const char *
place_of_partner(Ctx *ctx, const PartnersQuery *query, const PartnerFound *found)
{
    PartnerSearch search;

    bool read = read_partner_search(ctx, query, &search) == OK;
    assert(read); /* as it was for the list */
    const RowPlace place = {
        .order = partner_order(&search, found),
        .lang = search.lang,
        .id = found->partner.id.text,
    };
    return place_text(ctx->arena, &place);
}

/* --- CSV ----------------------------------------------------------------------------------------
 */

static void
put_partner_row(const Ctx *ctx, Buf *out, const PartnerFound *found)
{
    const Partner *partner = &found->partner;
    char ends_on[DATE_TEXT_SIZE] = "";
    char created_at[TIME_TEXT_SIZE];

    if (found->facts.ends_on != PARTNER_NO_END)
        date_format((Date){(int32_t)found->facts.ends_on}, ends_on);
    time_format(partner->created_at, created_at);
    csv_cell(out, partner->id.text, false);
    csv_cell(out, partner->name, false);
    csv_cell(out, partner->country, false);
    csv_cell(out, found->domain != NULL ? found->domain : "", false);
    csv_cell(out, ends_on, false);
    csv_cell(out, PARTNER_HEALTH_NAMES[partner_health(&found->facts, ctx->today)], false);
    csv_cell(out, partner->external_id != NULL ? partner->external_id : "", false);
    csv_cell(out, created_at, true);
}

Err
export_partners(Ctx *ctx, const PartnersQuery *query, Buf *out, const char **ret_last)
{
    PartnerFoundList list;

    TRY(search_partners(ctx, query, &list));
    if (query->after == NULL)
        csv_heading(out, "id,name,country,domain,nextEnd,health,externalId,createdAt");
    for (size_t i = 0; i < list.count; i++)
        if (!came_later(ctx, &list.item[i].partner.id))
            put_partner_row(ctx, out, &list.item[i]);
    *ret_last = list.more ? place_of_partner(ctx, query, &list.item[list.count - 1]) : NULL;
    return OK;
}
