#include "portal/receipts.h"

#include "portal/portal.h"

/* RULE CT-7: the receipt says the same as the preview did. */
Err
page_receipt_show(Ctx *ctx, const Request *request, Reply *reply)
{
    ReceiptPage receipt = {.may_assign = role_permits(ctx->actor.roles, PERMIT_LICENSE_ASSIGN)};
    Id id;

    TRY(request_id(request, 0, "red_", &id));
    TRY(get_receipt(ctx, &id, &receipt.view));
    const Receipt *facts = &receipt.view.receipt;
    receipt.product = product_name(ctx->lang, facts->name, facts->name_sv);
    Html page = page_begin(ctx, request, reply, TR("Receipt"));
    html_receipt(&page, &receipt);
    return page_end(&page);
}
