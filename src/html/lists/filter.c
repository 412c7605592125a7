/*
 * What a list is filtered by.
 */
#include "base/text/text.h"
#include "html/lists/lists.h"
#include "service/subscriptions/subscriptions.h"

FilterChoice *
filter_choice(Ctx *ctx, ListFilter *filter, FilterChoice choice, size_t options)
{
    assert(filter->choice_count < FILTER_CHOICES_MAX);
    FilterChoice *place = &filter->choice[filter->choice_count++];

    *place = choice;
    place->option = ARENA_NEW_ARRAY(ctx->arena, FilterOption, options);
    return place;
}

void
filter_option(FilterChoice *choice, const char *value, const char *text, bool chosen)
{
    choice->option[choice->count++] = (FilterOption){value, text, chosen};
}

void
filter_by(Ctx *ctx, ListFilter *filter, FilterChoice choice, FilterWords words, int64_t chosen)
{
    size_t count = 0;

    while (words.name[count] != NULL)
        count++;
    FilterChoice *place = filter_choice(ctx, filter, choice, count);
    for (size_t i = 0; i < count; i++)
        filter_option(place, words.name[i], lang_text(ctx->lang, words.text[i]),
                      chosen == (int64_t)i);
}

void
filter_state(ListFilter *filter, const char *name, const char *value)
{
    if (value == NULL)
        return;
    assert(filter->state_count < FILTER_STATES_MAX);
    filter->state[filter->state_count++] = (FilterState){name, value};
}

void
filter_by_days(Ctx *ctx, ListFilter *filter, FilterChoice choice, int64_t chosen)
{
    static const struct {
        int64_t days;
        const char *value, *text;
    } SPANS[] = {
        {30, "30", TR("Within 30 days")},
        {90, "90", TR("Within 3 months")},
        {365, "365", TR("Within a year")},
    };
    FilterChoice *place = filter_choice(ctx, filter, choice, COUNT_OF(SPANS));

    for (size_t i = 0; i < COUNT_OF(SPANS); i++)
        filter_option(place, SPANS[i].value, lang_text(ctx->lang, SPANS[i].text),
                      chosen == SPANS[i].days);
}

Err
filter_by_product(Ctx *ctx, ListFilter *filter, const char *tenant_id, bool with_credits,
                  const char *chosen)
{
    const FilterChoice product = {.name = "sku", .label = TR("Product"), .all = TR("All")};
    HeldProductList list;

    TRY(list_products_held(ctx, tenant_id, with_credits, &list));
    FilterChoice *choice = filter_choice(ctx, filter, product, list.count);
    for (size_t i = 0; i < list.count; i++)
        filter_option(choice, list.item[i].sku, lang_name(ctx->lang, &list.item[i].name),
                      chosen != NULL && text_equal(chosen, list.item[i].sku));
    return OK;
}
