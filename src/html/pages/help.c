/*
 * Pages that say the same to everybody.
 */
#include "html/pages/pages.h"

#include "html/page.h"

Err
page_terms_show(Ctx *ctx, const Request *request, Reply *reply)
{
    Html page = page_begin(ctx, request, reply, TR("Words we use"));

    html_terms(&page);
    return page_end(&page);
}

Err
page_accessibility_show(Ctx *ctx, const Request *request, Reply *reply)
{
    Html page = page_begin(ctx, request, reply, TR("Accessibility"));

    html_accessibility(&page);
    return page_end(&page);
}

/* For every address that there is not, so that its refusal is a page like others. */
Err
page_lost_show(Ctx *ctx, const Request *request, Reply *reply)
{
    (void)ctx;
    (void)request;
    (void)reply;
    return ERR_ROUTE_UNKNOWN;
}

Err
page_support_show(Ctx *ctx, const Request *request, Reply *reply)
{
    Html page = page_begin(ctx, request, reply, TR("Technical support"));

    html_support(&page);
    return page_end(&page);
}
