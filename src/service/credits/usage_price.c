/*
 * What an event of use costs.
 */
#include "service/credits/usage_parts.h"

#include "base/text/text.h"
#include "store/catalogue/catalogue.h"

/* False for what is too long to be the code of a meter. */
static bool
meter_key(const char *code, const char *currency, MeterKey *ret)
{
    *ret = (MeterKey){0};
    if (strlen(code) > sizeof(ret->code))
        return false;
    assert(strlen(currency) <= sizeof(ret->currency));
    memcpy(ret->code, code, strlen(code));
    memcpy(ret->currency, currency, strlen(currency));
    return true;
}

/* Nearly all events of a batch are of a few meters, and of a time in which their prices stay. */
static Err
find_price(Batch *batch, const char *currency, const UsageEventInput *event, int64_t *ret)
{
    const MeterName name = {event->meter, currency};
    MeterKey key;
    bool is_new;

    if (!meter_key(event->meter, currency, &key))
        return ERR_METER_UNKNOWN;
    MeterUse *meter = table_entry(&batch->meters, &key, &is_new);
    PriceUse *price = meter->price;
    while (price != NULL && (event->time < price->span.from || event->time >= price->span.until))
        price = price->next;
    if (price == NULL) {
        price = ARENA_NEW(batch->ctx->arena, PriceUse);
        TRY(store_meter_price_find(batch->tx, &name, event->time, &price->span));
        price->next = meter->price;
        meter->price = price;
    }
    *ret = price->span.micros;
    return OK;
}

/* A code with a slip of the pen would be kept for ever: whoever means it says so. */
static Err
check_listed(Batch *batch, const char *currency, const UsageEventInput *event)
{
    MeterKey key;
    Meter meter;
    bool is_new;

    if (event->meter == NULL || event->unlisted == 1)
        return OK;
    if (!meter_key(event->meter, currency, &key))
        return ERR_METER_UNLISTED;
    MeterUse *use = table_entry(&batch->meters, &key, &is_new);
    if (!use->looked_up) {
        Err err = store_meter_get(batch->tx, event->meter, batch->ctx->arena, &meter);
        if (err != OK && err != ERR_NOT_FOUND)
            return err;
        use->listed = err == OK;
        use->looked_up = true;
    }
    return use->listed ? OK : ERR_METER_UNLISTED;
}

static Err
price_of(Batch *batch, const Credit *credit, const UsageEventInput *event, int64_t *ret)
{
    int64_t price;

    if (event->meter == NULL || event->quantity == INPUT_ABSENT)
        return ERR_METER_UNKNOWN;
    TRY(find_price(batch, credit->currency, event, &price));
    if (price < 0)
        return ERR_METER_UNKNOWN;
    return usage_cost(event->quantity, price, ret) ? OK : ERR_AMOUNT_TOO_LARGE;
}

Err
amount_of(Batch *batch, const DayUse *day, const UsageEventInput *event, int64_t *ret)
{
    const Credit *credit = &day->key.use->credit;
    const PeriodUse *period = day->period;

    if (event->currency != NULL && !text_equal(event->currency, credit->currency))
        return ERR_CURRENCY_MISMATCH;
    if (event->micros == INPUT_ABSENT) {
        TRY(price_of(batch, credit, event, ret));
    } else {
        TRY(check_listed(batch, credit->currency, event));
        *ret = event->micros;
    }
    int64_t room = METERED_MICROS_MAX - balance_metered(&period->record.balance) - period->micros;
    return *ret <= room ? OK : ERR_AMOUNT_TOO_LARGE;
}
