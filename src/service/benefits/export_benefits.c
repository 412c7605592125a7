/*
 * The list of benefits as a table (RULE BEN-2).
 */
#include "service/benefits/benefits.h"

#include "base/format/format.h"

static void
put_quantity_cell(Buf *out, const BenefitView *view)
{
    const Quantity *quantity = &view->benefit.quantity;
    bool licensed = view->benefit.kind == PRODUCT_LICENSE;
    char amount[MONEY_TEXT_SIZE];

    if (view->benefit.kind != PRODUCT_CREDIT) {
        csv_number(out, licensed ? quantity->licenses : quantity->incidents, false);
        csv_cell(out, licensed ? "licenses" : "incidents", false);
        csv_number(out, view->used, false);
        return;
    }
    money_format(quantity->micros, amount);
    csv_cell(out, amount, false);
    csv_cell(out,
             arena_printf(out->arena, "%s/%s", quantity->currency,
                          CREDIT_PERIOD_NAMES[quantity->period]),
             false);
    money_format(view->used, amount);
    csv_cell(out, amount, false);
}

static void
put_benefit_row(Buf *out, const BenefitView *view)
{
    const Benefit *benefit = &view->benefit;
    char activate_by[DATE_TEXT_SIZE];
    char ends_on[DATE_TEXT_SIZE] = "";

    date_format(benefit->activate_by, activate_by);
    if (!id_is_empty(&view->credit_id))
        date_format(view->ends_on, ends_on);
    csv_cell(out, benefit->id.text, false);
    csv_cell(out, view->name, false);
    csv_cell(out, benefit->sku, false);
    csv_cell(out, CATEGORY_NAMES[benefit->kind], false);
    csv_cell(out, benefit->offer_code, false);
    csv_cell(out, benefit->offer_name, false);
    csv_cell(out, benefit->competency == NULL ? "" : benefit->competency, false);
    csv_cell(out, GRANT_TYPE_NAMES[benefit->type], false);
    put_quantity_cell(out, view);
    csv_cell(out, BENEFIT_STATUS_NAMES[view->status], false);
    csv_cell(out, activate_by, false);
    csv_cell(out, ends_on, true);
}

Err
export_benefits(Ctx *ctx, const BenefitQuery *query, Buf *out)
{
    BenefitQuery all = *query;
    BenefitViewList list;

    all.limit = INT64_MAX;
    TRY(list_benefits(ctx, &all, &list));
    csv_heading(out,
                "id,name,sku,category,offer,offerName,competency,type,quantity,unit,used,status,"
                "activateBy,endsOn");
    for (size_t i = 0; i < list.count; i++)
        put_benefit_row(out, &list.item[i]);
    assert(!out->full); /* BENEFITS_OF_PARTNER_MAX rows of texts that are bounded */
    return OK;
}
