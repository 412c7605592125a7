/*
 * Subscriptions and who has their licences.
 */
#include "api/api.h"

#include "api/members.h"
#include "domain/subscription.h"
#include "service/json_values.h"
#include "service/subscriptions/subscriptions.h"
#include "store/subscriptions/subscriptions.h"

void
put_subscription_members(Ctx *ctx, Json *json, const Subscription *subscription)
{
    const Holding *holding = &subscription->holding;
    SubscriptionStatus status = subscription_status(holding->ends_on, ctx->today);

    json_text(json, "id", subscription->id.text);
    json_text(json, "tenantId", subscription->tenant_id.text);
    json_text(json, "sku", subscription->sku);
    json_translated(json, "name", lang_name(ctx->lang, &subscription->name));
    json_int(json, "licenses", holding->licenses);
    json_int(json, "assigned", subscription->assigned);
    json_date(json, "startsOn", subscription->starts_on);
    /* RULE SUB-7: its own end date; the last day of the benefit that paid for it is another. */
    json_date(json, "endsOn", holding->ends_on);
    json_int(json, "carry", holding->carry);
    json_text(json, "status", SUBSCRIPTION_STATUS_NAMES[status]);
}

static void
put_subscription_item(Ctx *ctx, Reply *reply, const Subscription *subscription)
{
    Json json = reply_json(ctx, reply);

    put_subscription_members(ctx, &json, subscription);
    json_object_end(&json);
}

Err
api_subscription_list(Ctx *ctx, const Request *request, Reply *reply)
{
    const SubscriptionListQuery *query = request->query;
    SubscriptionList list;

    TRY(find_subscriptions(ctx, query, &list));
    ListReply out = reply_list_begin(ctx, reply);
    for (size_t i = 0; i < list.count && reply_item_begin(&out); i++) {
        put_subscription_members(ctx, &out.json, &list.item[i]);
        reply_item_end(&out, place_of_subscription(ctx, query, &list.item[i]));
    }
    return reply_list_end(ctx, &out, list.more);
}

Err
api_subscription_show(Ctx *ctx, const Request *request, Reply *reply)
{
    Subscription subscription;
    Id id;

    TRY(request_id(request, 0, "sub_", &id));
    TRY(get_subscription(ctx, &id, &subscription));
    put_subscription_item(ctx, reply, &subscription);
    reply_set_etag(ctx, reply);
    return OK;
}

static void
put_assignment_members(Json *json, const Assignment *assignment)
{
    json_text(json, "userId", assignment->user_id.text);
    json_text(json, "email", assignment->email);
    json_text(json, "displayName", assignment->display_name);
    json_time(json, "since", assignment->since);
}

Err
api_license_list(Ctx *ctx, const Request *request, Reply *reply)
{
    const Page *page = request->query;
    AssignmentList list;
    Id id;

    TRY(request_id(request, 0, "sub_", &id));
    TRY(list_assignments(ctx, &id, page, NULL, &list));
    ListReply out = reply_list_begin(ctx, reply);
    for (size_t i = 0; i < list.count && reply_item_begin(&out); i++) {
        put_assignment_members(&out.json, &list.item[i]);
        reply_item_end(&out, list.item[i].user_id.text);
    }
    return reply_list_end(ctx, &out, list.more);
}

/* The version of the subscription is what the request's If-Match names. */
static Err
check_subscription_version(Ctx *ctx, const Request *request, Reply *reply, const Id *id)
{
    Subscription subscription;

    TRY(get_subscription(ctx, id, &subscription));
    put_subscription_item(ctx, reply, &subscription);
    return reply_check_if_match(ctx, request, reply);
}

/* PUT says how things shall be, so unlike DELETE it may come without a version. */
Err
api_license_assign(Ctx *ctx, const Request *request, Reply *reply)
{
    Subscription subscription;
    Id id;
    Id user_id;

    TRY(request_id(request, 0, "sub_", &id));
    TRY(request_id(request, 1, "usr_", &user_id));
    if (request->if_match != NULL)
        TRY(check_subscription_version(ctx, request, reply, &id));
    TRY(assign_license(ctx, &id, &user_id, &subscription));
    put_subscription_item(ctx, reply, &subscription);
    reply_set_etag(ctx, reply);
    return OK;
}

Err
api_license_release(Ctx *ctx, const Request *request, Reply *reply)
{
    Subscription subscription;
    Id id;
    Id user_id;

    TRY(request_id(request, 0, "sub_", &id));
    TRY(request_id(request, 1, "usr_", &user_id));
    TRY(check_subscription_version(ctx, request, reply, &id));
    TRY(release_license(ctx, &id, &user_id, &subscription));
    put_subscription_item(ctx, reply, &subscription);
    reply_set_etag(ctx, reply);
    return OK;
}
