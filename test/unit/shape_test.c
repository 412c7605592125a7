/*
 * Shapes: that all of them are sound which addresses are read by, and what those made of others
 * have.
 */
#include "unit.h"

#include "app/routes.h"
#include "base/shape.h"
#include "base/text/text.h"

/* --- every shape of ours -------------------------------------------------------------------- */

static const char *
struct_of(const Shape *shape)
{
    return shape->of != NULL ? shape->of : struct_of(shape->other);
}

static bool
has_what_its_kind_needs(const Field *field)
{
    switch (field->kind) {
    case FIELD_ID:
        return field->prefix != NULL && strlen(field->prefix) == ID_PREFIX_LENGTH;
    case FIELD_CHOICE:
        return field->choices != NULL;
    case FIELD_TEXT:
    case FIELD_LINES:
    case FIELD_INT:
    case FIELD_DECIMAL:
    case FIELD_AMOUNT:
        return field->max > 0 && field->max >= field->min;
    case FIELD_TEXTS:
        return field->max > 0 && (field->text_max > 0 || field->item != FIELD_TEXT);
    case FIELD_OBJECT:
        return field->shape != NULL;
    case FIELD_OBJECTS:
        return field->shape != NULL && field->max > 0;
    default:
        return true;
    }
}

/*
 * Text is what the kind says; only plain text, lines, keys and what is exact take a check of their
 * own, and a lower bound.
 */
static bool
has_no_more(const Field *field)
{
    bool is_plain = field->kind == FIELD_TEXT || field->kind == FIELD_TEXTS ||
                    field->kind == FIELD_KEY || field->kind == FIELD_LINES ||
                    field->kind == FIELD_EXACT;

    return is_plain || !FIELD_IS_TEXT(field->kind) || (field->check == NULL && field->min == 0);
}

static void
assert_names_differ(const Shape *shape)
{
    for (size_t i = 0; i < shape_count(shape); i++) {
        ShapeRow row = shape_row(shape, i);
        if (row.field != NULL)
            assert_int_equal(shape_find(shape, row.field->name).index, i);
    }
}

static void
assert_without_what_there_is(const Shape *shape)
{
    for (const char *const *name = shape->without; name != NULL && *name != NULL; name++)
        if (shape_find(shape->other, *name).field == NULL)
            fail_msg("%s has no row \"%s\" that could be left out", struct_of(shape), *name);
}

static void
assert_sound(const Shape *shape)
{
    assert_in_range(shape_count(shape), 0, SHAPE_ROWS_MAX);
    assert_names_differ(shape);
    assert_without_what_there_is(shape);
    if (shape->other != NULL)
        assert_sound(shape->other);
    for (const Field *field = shape->field; field->name != NULL; field++) {
        if (!text_equal(field->of, struct_of(shape)))
            fail_msg("\"%s\" is a row of %s, not of %s", field->name, field->of, struct_of(shape));
        if (!has_what_its_kind_needs(field) || !has_no_more(field))
            fail_msg("%s: \"%s\" lacks a bound, or has one too many", field->of, field->name);
        if (field->shape != NULL)
            assert_sound(field->shape);
    }
}

static void
every_shape_that_is_read_by_is_sound(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROUTES.count; i++) {
        assert_sound(ROUTES.route[i].query);
        assert_sound(ROUTES.route[i].body);
    }
}

/* --- shapes that are made of others --------------------------------------------------------- */

typedef struct Trip {
    const char *name;
    int64_t days;
    int64_t guests;
} Trip;

typedef struct Booking {
    int64_t paid;
    Trip trip;
    const char *reference;
} Booking;

// clang-format off
static SHAPE(TRIP, Trip,
    FIELD(   Trip, NAME, name,   "name"),
    FIELD_OR(Trip, INT,  days,   "days", 7, .min = 1, .max = 30),
    FIELD(   Trip, INT,  guests, "guests",  .min = 1, .max = 9),
);
static SHAPE_WITHOUT(TRIP_ALONE, TRIP, "guests");
static SHAPE_OPTIONAL_WITHOUT(TRIP_CHANGE, TRIP, "name");
static SHAPE_AROUND(BOOKING, Booking, trip, TRIP_ALONE,
    FIELD(Booking, BOOL, paid,      "paid", .optional = true),
    FIELD(Booking, TEXT, reference, "reference", .min = 1, .max = 20),
);
// clang-format on

static void
what_nobody_said_is_absent_or_the_default(void **state)
{
    const Trip trip = DEFAULTS_OF(TRIP);

    (void)state;
    assert_null(trip.name);
    assert_int_equal(trip.days, 7);
    assert_int_equal(trip.guests, INPUT_ABSENT);
}

static void
a_member_that_is_left_out_is_absent_too(void **state)
{
    const Booking booking = DEFAULTS_OF(BOOKING);

    (void)state;
    assert_int_equal(booking.paid, INPUT_ABSENT);
    assert_int_equal(booking.trip.days, 7);
    assert_int_equal(booking.trip.guests, INPUT_ABSENT);
    assert_null(booking.reference);
}

static void
a_row_that_is_left_out_is_not_found(void **state)
{
    (void)state;
    assert_non_null(shape_find(&TRIP, "guests").field);
    assert_null(shape_find(&TRIP_ALONE, "guests").field);
    assert_null(shape_find(&BOOKING, "guests").field);
    assert_null(shape_find(&TRIP_CHANGE, "name").field);
    assert_null(shape_find(&TRIP, "hotel").field);
}

static void
of_a_change_everything_may_be_left_out(void **state)
{
    (void)state;
    assert_false(shape_find(&TRIP, "guests").optional);
    assert_true(shape_find(&TRIP_CHANGE, "guests").optional);
}

/* The rows of the other shape first, each with its place in the whole struct. */
static void
a_shape_around_another_has_the_rows_of_both(void **state)
{
    static const char *const NAMES[] = {"name", "days", NULL, "paid", "reference"};
    Booking booking = DEFAULTS_OF(BOOKING);

    (void)state;
    assert_int_equal(shape_count(&BOOKING), COUNT_OF(NAMES));
    for (size_t i = 0; i < COUNT_OF(NAMES); i++) {
        ShapeRow row = shape_row(&BOOKING, i);
        assert_int_equal(row.field == NULL, NAMES[i] == NULL);
        if (NAMES[i] != NULL)
            assert_string_equal(row.field->name, NAMES[i]);
    }
    ShapeRow days = shape_find(&BOOKING, "days");
    ShapeRow reference = shape_find(&BOOKING, "reference");
    row_put_number(&days, &booking, 12);
    row_put_pointer(&reference, &booking, "A-1");
    assert_int_equal(booking.trip.days, 12);
    assert_int_equal(row_number(&days, &booking), 12);
    assert_string_equal(booking.reference, "A-1");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_shape_that_is_read_by_is_sound),
        cmocka_unit_test(what_nobody_said_is_absent_or_the_default),
        cmocka_unit_test(a_member_that_is_left_out_is_absent_too),
        cmocka_unit_test(a_row_that_is_left_out_is_not_found),
        cmocka_unit_test(of_a_change_everything_may_be_left_out),
        cmocka_unit_test(a_shape_around_another_has_the_rows_of_both),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
