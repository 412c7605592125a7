/* What follows from a subscription's dates, and from its receipts. */
#include "unit.h"

#include "domain/subscription.h"

typedef struct StatusCase {
    const char *today;
    SubscriptionStatus status;
} StatusCase;

/* Of a subscription that ends on 2022-01-31. */
static const StatusCase STATUS_CASES[] = {
    {"1970-01-01", SUBSCRIPTION_ACTIVE},   {"2022-01-30", SUBSCRIPTION_ACTIVE},
    {"2022-01-31", SUBSCRIPTION_EXPIRED},  {"2022-02-01", SUBSCRIPTION_EXPIRED},
    {"2022-03-01", SUBSCRIPTION_EXPIRED},  {"2022-03-02", SUBSCRIPTION_DISABLED},
    {"2022-05-30", SUBSCRIPTION_DISABLED}, {"2022-05-31", SUBSCRIPTION_DELETED},
    {"9999-12-31", SUBSCRIPTION_DELETED},
};

/* RULE SUB-1, RULE DT-3 */
static void
the_status_follows_from_the_end_date(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(STATUS_CASES); i++) {
        const StatusCase *it = &STATUS_CASES[i];
        SubscriptionStatus status = subscription_status(date_of("2022-01-31"), date_of(it->today));
        if (status != it->status)
            fail_msg("on %s it is %s", it->today, SUBSCRIPTION_STATUS_NAMES[status]);
    }
}

/* Every day from a year before to a year after: four stretches, 30 and 90 days the middle ones. */
static void
each_status_lasts_its_number_of_days(void **state)
{
    int days[4] = {0};
    int changes = 0;
    SubscriptionStatus before = SUBSCRIPTION_ACTIVE;

    (void)state;
    for (int32_t at = -365; at < 365; at++) {
        SubscriptionStatus status =
            subscription_status(date_of("2024-02-29"), date_add_days(date_of("2024-02-29"), at));
        int64_t from, until;
        subscription_status_days(status, date_add_days(date_of("2024-02-29"), at), &from, &until);
        assert_true(from <= date_of("2024-02-29").day && date_of("2024-02-29").day < until);
        changes += status != before;
        before = status;
        days[status]++;
    }
    assert_int_equal(changes, 3);
    assert_int_equal(days[SUBSCRIPTION_ACTIVE], 365);
    assert_int_equal(days[SUBSCRIPTION_EXPIRED], 30);
    assert_int_equal(days[SUBSCRIPTION_DISABLED], 90);
    assert_int_equal(days[SUBSCRIPTION_DELETED], 245);
}

static SubscriptionState
held(int64_t licenses, const char *starts_on, const char *ends_on, int64_t carry)
{
    return (SubscriptionState){true, {licenses, date_of(ends_on), carry}, date_of(starts_on)};
}

static const SubscriptionState NOTHING = {0};

/* 100 licences for a year; 25 more of time: three months; 10 more licences: time is shared. */
static ReceiptFacts
activation(void)
{
    return (ReceiptFacts){
        .action = ACTION_ACTIVATE,
        .today = date_of("2021-01-31"),
        .key_licenses = 100,
        .licenses_added = 100,
        .pool = 453096000,
        .ticks_each = 4530960,
        .before = NOTHING,
        .after = held(100, "2021-01-31", "2022-01-31", 0),
    };
}

static ReceiptFacts
extension(void)
{
    return (ReceiptFacts){
        .action = ACTION_EXTEND,
        .today = date_of("2021-08-02"),
        .key_licenses = 25,
        .pool = 113274000,
        .ticks_each = 1132740,
        .before = held(100, "2021-01-31", "2022-01-31", 0),
        .after = held(100, "2021-01-31", "2022-04-30", 0),
    };
}

static ReceiptFacts
addition(void)
{
    /* 8 months and 28 of 30 days remain: 3 373 048 ticks for each of 100; 45 309 600 come along. */
    return (ReceiptFacts){
        .action = ACTION_ADD,
        .today = date_of("2021-08-02"),
        .key_licenses = 10,
        .licenses_added = 10,
        .pool = 382614400,
        .ticks_each = 3478312,
        .before = held(100, "2021-01-31", "2022-04-30", 0),
        .after = held(110, "2021-01-31", "2022-05-08", 771400),
    };
}

static ReceiptFacts
voiding(ReceiptFacts of)
{
    return (ReceiptFacts){
        .action = ACTION_VOID,
        .today = of.today,
        .before = of.after,
        .after = of.before,
    };
}

static void
assert_state(const SubscriptionState *actual, SubscriptionState expected)
{
    assert_true(subscription_state_equal(actual, &expected));
}

/* RULE SUB-5 */
static void
a_subscription_is_rebuilt_from_its_receipts(void **state)
{
    SubscriptionState rebuilt = NOTHING;
    ReceiptFacts receipts[] = {activation(), extension(), addition()};

    (void)state;
    for (size_t i = 0; i < COUNT_OF(receipts); i++)
        assert_int_equal(subscription_apply(&receipts[i], NULL, &rebuilt), RECEIPT_FITS);
    assert_state(&rebuilt, addition().after);
}

/* RULE KEY-10 */
static void
a_void_restores_the_exact_earlier_state(void **state)
{
    ReceiptFacts taken_back[] = {addition(), extension(), activation()};
    SubscriptionState rebuilt = addition().after;

    (void)state;
    for (size_t i = 0; i < COUNT_OF(taken_back); i++) {
        ReceiptFacts receipt = voiding(taken_back[i]);
        assert_int_equal(subscription_apply(&receipt, &taken_back[i], &rebuilt), RECEIPT_FITS);
        assert_state(&rebuilt, taken_back[i].before);
    }
    assert_false(rebuilt.exists);
}

static void
an_ended_subscription_is_activated_again(void **state)
{
    ReceiptFacts again = activation();
    SubscriptionState rebuilt = activation().after;

    (void)state;
    again.before = activation().after;
    again.today = date_of("2022-05-30");
    again.after = held(100, "2022-05-30", "2023-05-30", 0);
    assert_int_equal(subscription_apply(&again, NULL, &rebuilt), RECEIPT_FITS);
    assert_state(&rebuilt, again.after);

    rebuilt = activation().after;
    again.today = date_of("2022-05-31"); /* deleted on that day */
    assert_int_equal(subscription_apply(&again, NULL, &rebuilt), RECEIPT_NOT_POSSIBLE);
    assert_state(&rebuilt, activation().after);
}

/* Each spoils one number of the extension. */
typedef struct SpoilCase {
    size_t offset;
    int64_t value;
    ReceiptFault fault;
} SpoilCase;

static const SpoilCase SPOIL_CASES[] = {
    {offsetof(ReceiptFacts, key_licenses), 26, RECEIPT_RESULT_DIFFERS},
    {offsetof(ReceiptFacts, key_licenses), 0, RECEIPT_NOT_POSSIBLE},
    {offsetof(ReceiptFacts, key_licenses), INT64_MAX, RECEIPT_NOT_POSSIBLE},
    {offsetof(ReceiptFacts, key_licenses), 301, RECEIPT_NOT_POSSIBLE}, /* RULE CT-5 */
    {offsetof(ReceiptFacts, licenses_added), 1, RECEIPT_RESULT_DIFFERS},
    {offsetof(ReceiptFacts, licenses_added), -1, RECEIPT_NOT_POSSIBLE},
    {offsetof(ReceiptFacts, pool), 113274001, RECEIPT_RESULT_DIFFERS},
    {offsetof(ReceiptFacts, ticks_each), 1132741, RECEIPT_RESULT_DIFFERS},
    {offsetof(ReceiptFacts, before.holding.licenses), 101, RECEIPT_DOES_NOT_FOLLOW},
    {offsetof(ReceiptFacts, before.holding.carry), 1, RECEIPT_DOES_NOT_FOLLOW},
    {offsetof(ReceiptFacts, after.holding.licenses), 101, RECEIPT_RESULT_DIFFERS},
    {offsetof(ReceiptFacts, after.holding.carry), 1, RECEIPT_RESULT_DIFFERS},
};

static void
a_receipt_that_was_tampered_with_is_noticed(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(SPOIL_CASES); i++) {
        ReceiptFacts receipt = extension();
        SubscriptionState rebuilt = activation().after;
        memcpy((char *)&receipt + SPOIL_CASES[i].offset, &SPOIL_CASES[i].value, sizeof(int64_t));
        ReceiptFault fault = subscription_apply(&receipt, NULL, &rebuilt);
        if (fault != SPOIL_CASES[i].fault)
            fail_msg("case %zu gives %d", i, (int)fault);
        assert_state(&rebuilt, activation().after);
    }
}

typedef struct SpoilDateCase {
    size_t offset;
    const char *value;
    ReceiptFault fault;
} SpoilDateCase;

static const SpoilDateCase SPOIL_DATE_CASES[] = {
    {offsetof(ReceiptFacts, today), "2022-01-31", RECEIPT_NOT_POSSIBLE}, /* it had ended */
    {offsetof(ReceiptFacts, before.holding.ends_on), "2022-01-30", RECEIPT_DOES_NOT_FOLLOW},
    {offsetof(ReceiptFacts, before.starts_on), "2021-01-30", RECEIPT_DOES_NOT_FOLLOW},
    {offsetof(ReceiptFacts, after.holding.ends_on), "2022-05-01", RECEIPT_RESULT_DIFFERS},
    {offsetof(ReceiptFacts, after.starts_on), "2021-02-01", RECEIPT_RESULT_DIFFERS},
};

static void
a_date_that_was_tampered_with_is_noticed(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(SPOIL_DATE_CASES); i++) {
        ReceiptFacts receipt = extension();
        SubscriptionState rebuilt = activation().after;
        Date value = date_of(SPOIL_DATE_CASES[i].value);
        memcpy((char *)&receipt + SPOIL_DATE_CASES[i].offset, &value, sizeof(value));
        ReceiptFault fault = subscription_apply(&receipt, NULL, &rebuilt);
        if (fault != SPOIL_DATE_CASES[i].fault)
            fail_msg("case %zu gives %d", i, (int)fault);
    }
}

static void
days_that_are_none_do_not_upset_the_rebuilding(void **state)
{
    static const int32_t DAYS[] = {INT32_MIN, -1, DATE_MAX_DAY + 1, INT32_MAX};

    (void)state;
    for (size_t i = 0; i < COUNT_OF(DAYS); i++) {
        ReceiptFacts receipt = extension();
        SubscriptionState rebuilt = activation().after;
        receipt.today.day = DAYS[i];
        assert_int_equal(subscription_apply(&receipt, NULL, &rebuilt), RECEIPT_NOT_POSSIBLE);
    }
}

static void
a_void_of_anything_but_the_latest_is_noticed(void **state)
{
    ReceiptFacts of_activation = voiding(activation());
    ReceiptFacts of_extension = voiding(extension());
    ReceiptFacts activated = activation();
    ReceiptFacts extended = extension();
    SubscriptionState rebuilt = extension().after;

    (void)state;
    assert_int_equal(subscription_apply(&of_activation, &activated, &rebuilt),
                     RECEIPT_DOES_NOT_FOLLOW);
    assert_int_equal(subscription_apply(&of_extension, &activated, &rebuilt),
                     RECEIPT_DOES_NOT_FOLLOW);
    assert_int_equal(subscription_apply(&of_extension, NULL, &rebuilt), RECEIPT_NOT_POSSIBLE);
    assert_int_equal(subscription_apply(&of_extension, &of_extension, &rebuilt),
                     RECEIPT_NOT_POSSIBLE);
    of_extension.after.holding.carry = 1;
    assert_int_equal(subscription_apply(&of_extension, &extended, &rebuilt),
                     RECEIPT_RESULT_DIFFERS);
    assert_state(&rebuilt, extension().after);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_status_follows_from_the_end_date),
        cmocka_unit_test(each_status_lasts_its_number_of_days),
        cmocka_unit_test(a_subscription_is_rebuilt_from_its_receipts),
        cmocka_unit_test(a_void_restores_the_exact_earlier_state),
        cmocka_unit_test(an_ended_subscription_is_activated_again),
        cmocka_unit_test(a_receipt_that_was_tampered_with_is_noticed),
        cmocka_unit_test(a_date_that_was_tampered_with_is_noticed),
        cmocka_unit_test(days_that_are_none_do_not_upset_the_rebuilding),
        cmocka_unit_test(a_void_of_anything_but_the_latest_is_noticed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
