/*
 * Pools: everything that is added is done once, no more than there are threads at a time, and who
 * comes when there is no place is refused.
 */
#include "unit.h"

#include "base/limit/limit.h"
#include "base/pool.h"

#include <pthread.h>

enum { THREADS = 3, WAITING = 4, PLACES = THREADS + WAITING };

/* A gate that the threads stand before, and what has come through. */
typedef struct Gate {
    pthread_mutex_t mutex;
    pthread_cond_t moved;
    bool open;
    int standing; /* before the gate */
    int most;     /* of them at once */
    int run, done, gave_way;
    Pool *pool;
    bool added_when_done;
} Gate;

static Gate gate;

static int
shut(void **state)
{
    (void)state;
    gate = (Gate){.mutex = PTHREAD_MUTEX_INITIALIZER, .moved = PTHREAD_COND_INITIALIZER};
    return 0;
}

static void
open_gate(void)
{
    pthread_mutex_lock(&gate.mutex);
    gate.open = true;
    pthread_cond_broadcast(&gate.moved);
    pthread_mutex_unlock(&gate.mutex);
}

static void
wait_for(const int *count, int wanted)
{
    pthread_mutex_lock(&gate.mutex);
    while (*count < wanted)
        pthread_cond_wait(&gate.moved, &gate.mutex);
    pthread_mutex_unlock(&gate.mutex);
}

static void
pass_gate(void *data)
{
    int *times = data;

    pthread_mutex_lock(&gate.mutex);
    gate.standing++;
    if (gate.standing > gate.most)
        gate.most = gate.standing;
    pthread_cond_broadcast(&gate.moved);
    while (!gate.open)
        pthread_cond_wait(&gate.moved, &gate.mutex);
    gate.standing--;
    gate.run++;
    (*times)++;
    pthread_mutex_unlock(&gate.mutex);
}

static void
note_done(void *data)
{
    (void)data;
    pthread_mutex_lock(&gate.mutex);
    gate.done++;
    pthread_cond_broadcast(&gate.moved);
    pthread_mutex_unlock(&gate.mutex);
}

static void
note_way(void *data)
{
    (void)data;
    pthread_mutex_lock(&gate.mutex);
    gate.gave_way++;
    pthread_mutex_unlock(&gate.mutex);
}

static void
what_is_more_than_there_are_places_is_refused(void **state)
{
    Pool *pool =
        pool_new((PoolWork){pass_gate, note_done, note_way}, (PoolRoom){THREADS, WAITING, 0, 0});
    int times[PLACES + 1] = {0};

    (void)state;
    for (int i = 0; i < PLACES; i++)
        assert_true(pool_add(pool, &times[i], 0, 0));
    wait_for(&gate.standing, THREADS);
    assert_false(pool_add(pool, &times[PLACES], 0, 0));
    open_gate();
    wait_for(&gate.done, PLACES);
    assert_true(pool_add(pool, &times[PLACES], 0, 0));
    pool_free(&pool);
    assert_null(pool);
    assert_int_equal(gate.most, THREADS);
    for (int i = 0; i <= PLACES; i++)
        assert_int_equal(times[i], 1);
}

/* LIMIT LASTING_WORK_WAITING_MAX, LIMIT SHORT_WORK_WAITING_MAX */
static void
as_many_wait_as_the_server_has_room_for(void **state)
{
    static const size_t ROOMS[] = {LASTING_WORK_WAITING_MAX, SHORT_WORK_WAITING_MAX};

    for (size_t i = 0; i < COUNT_OF(ROOMS); i++) {
        shut(state);
        Pool *pool =
            pool_new((PoolWork){pass_gate, note_done, note_way}, (PoolRoom){2, ROOMS[i], 0, 0});
        int times = 0;
        for (size_t j = 0; j < 2 + ROOMS[i]; j++)
            assert_true(pool_add(pool, &times, 0, 0));
        assert_false(pool_add(pool, &times, 0, 0));
        open_gate();
        pool_free(&pool);
        assert_int_equal(times, 2 + ROOMS[i]);
    }
}

static void
without_a_queue_there_is_a_place_for_each_thread(void **state)
{
    Pool *pool = pool_new((PoolWork){pass_gate, note_done, note_way}, (PoolRoom){2, 0, 0, 0});
    int times[3] = {0};

    (void)state;
    assert_true(pool_add(pool, &times[0], 0, 0));
    assert_true(pool_add(pool, &times[1], 0, 0));
    assert_false(pool_add(pool, &times[2], 0, 0));
    open_gate();
    wait_for(&gate.done, 2);
    assert_true(pool_add(pool, &times[2], 0, 0));
    pool_free(&pool);
    assert_int_equal(gate.run, 3);
}

/* What was run, in order; one thread runs them. */
static int order[PLACES], ordered;

static void
note_order(void *data)
{
    pass_gate(data);
    order[ordered++] = *(int *)data;
}

static void
the_lower_rank_goes_first_and_the_highest_gives_way(void **state)
{
    enum { ONE_MORE = WAITING + 1 };
    Pool *pool =
        pool_new((PoolWork){note_order, note_done, note_way}, (PoolRoom){1, WAITING, 0, 0});
    int data[ONE_MORE] = {100, 200, 300, 400, 500};
    int last = 600, other = 700;

    (void)state;
    ordered = 0;
    assert_true(pool_add(pool, &data[0], 9, 1));
    wait_for(&gate.standing, 1);
    assert_true(pool_add(pool, &data[1], 5, 2));
    assert_true(pool_add(pool, &data[2], 7, 3));
    assert_true(pool_add(pool, &data[3], 5, 4));
    assert_true(pool_add(pool, &data[4], 0, 5));
    assert_false(pool_add(pool, &other, 7, 6)); /* no lower than any */
    assert_true(pool_add(pool, &last, 6, 7));   /* in the place of 300 */
    assert_int_equal(gate.gave_way, 1);
    open_gate();
    wait_for(&gate.done, ONE_MORE);
    pool_free(&pool);
    const int wanted[] = {101, 501, 201, 401, 601};
    for (size_t i = 0; i < COUNT_OF(wanted); i++)
        assert_int_equal(order[i], wanted[i]);
}

/* Three at most wait in order: with four, the latest is next, and the earliest gives way. */
static void
a_long_queue_is_served_from_its_other_end(void **state)
{
    Pool *pool = pool_new((PoolWork){note_order, note_done, note_way}, (PoolRoom){1, 4, 0, 3});
    int data[] = {100, 200, 300, 400, 500, 600, 700};

    (void)state;
    ordered = 0;
    assert_true(pool_add(pool, &data[0], 0, 1));
    wait_for(&gate.standing, 1);
    for (uint64_t i = 1; i < 5; i++)
        assert_true(pool_add(pool, &data[i], 5, 1 + i));
    assert_int_equal(gate.gave_way, 0);
    assert_true(pool_add(pool, &data[5], 5, 6)); /* in the place of 200 */
    assert_int_equal(gate.gave_way, 1);
    assert_false(pool_add(pool, &data[6], 6, 7));
    open_gate();
    wait_for(&gate.done, 5);
    pool_free(&pool);
    const int wanted[] = {101, 601, 301, 401, 501};
    for (size_t i = 0; i < COUNT_OF(wanted); i++)
        assert_int_equal(order[i], wanted[i]);
}

static void
one_caller_gets_only_so_many_places(void **state)
{
    Pool *pool = pool_new((PoolWork){pass_gate, note_done, note_way}, (PoolRoom){1, WAITING, 2, 0});
    int times[4] = {0};

    (void)state;
    assert_true(pool_add(pool, &times[0], 0, 1));
    assert_true(pool_add(pool, &times[1], 0, 1));
    assert_false(pool_add(pool, &times[2], 0, 1));
    assert_true(pool_add(pool, &times[2], 0, 2));
    assert_false(pool_add(pool, &times[3], 9, 1)); /* which its others are now, too */
    open_gate();
    wait_for(&gate.done, 3);
    assert_true(pool_add(pool, &times[3], 0, 1));
    pool_free(&pool);
    assert_int_equal(gate.run, 4);
}

/* Its own place is free by then. */
static void
add_when_done(void *data)
{
    pthread_mutex_lock(&gate.mutex);
    bool first = gate.done++ == 0;
    pthread_cond_broadcast(&gate.moved);
    pthread_mutex_unlock(&gate.mutex);
    if (first)
        gate.added_when_done = pool_add(gate.pool, data, 0, 0);
}

static void
whoever_hears_that_it_is_done_may_come_with_more(void **state)
{
    int times = 0;

    (void)state;
    open_gate();
    gate.pool = pool_new((PoolWork){pass_gate, add_when_done, note_way}, (PoolRoom){1, 0, 0, 0});
    assert_true(pool_add(gate.pool, &times, 0, 0));
    wait_for(&gate.done, 2);
    pool_free(&gate.pool);
    assert_true(gate.added_when_done);
    assert_int_equal(times, 2);
}

static void
what_was_added_is_done_before_the_end(void **state)
{
    enum { MANY = 200 };
    Pool *pool =
        pool_new((PoolWork){pass_gate, note_done, note_way}, (PoolRoom){THREADS, MANY, 0, 0});
    int times[MANY] = {0};

    (void)state;
    open_gate();
    for (int i = 0; i < MANY; i++)
        assert_true(pool_add(pool, &times[i], 0, 0));
    pool_free(&pool);
    assert_int_equal(gate.done, MANY);
    for (int i = 0; i < MANY; i++)
        assert_int_equal(times[i], 1);
}

static void
a_pool_that_nobody_used_ends(void **state)
{
    Pool *pool =
        pool_new((PoolWork){pass_gate, note_done, note_way}, (PoolRoom){THREADS, WAITING, 0, 0});

    (void)state;
    pool_free(&pool);
    pool_free(&pool);
    assert_int_equal(gate.run, 0);
}

/* Several at once, each of which adds what it can and knows how much that was. */
typedef struct Adder {
    pthread_t thread;
    Pool *pool;
    int times[200];
    int added;
} Adder;

static void *
add_all(void *data)
{
    Adder *adder = data;

    for (size_t i = 0; i < COUNT_OF(adder->times); i++)
        adder->added += pool_add(adder->pool, &adder->times[i], 0, 0);
    return NULL;
}

static void
many_may_add_at_once(void **state)
{
    Adder adders[4] = {0};
    Pool *pool =
        pool_new((PoolWork){pass_gate, note_done, note_way}, (PoolRoom){THREADS, WAITING, 0, 0});
    int added = 0;
    int run = 0;

    (void)state;
    open_gate();
    for (size_t i = 0; i < COUNT_OF(adders); i++) {
        adders[i].pool = pool;
        assert_int_equal(pthread_create(&adders[i].thread, NULL, add_all, &adders[i]), 0);
    }
    for (size_t i = 0; i < COUNT_OF(adders); i++)
        pthread_join(adders[i].thread, NULL);
    pool_free(&pool);
    for (size_t i = 0; i < COUNT_OF(adders); i++) {
        added += adders[i].added;
        for (size_t j = 0; j < COUNT_OF(adders[i].times); j++)
            run += adders[i].times[j];
    }
    assert_int_equal(run, added);
    assert_int_equal(gate.done, added);
    assert_true(gate.most <= THREADS);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(what_is_more_than_there_are_places_is_refused, shut),
        cmocka_unit_test_setup(as_many_wait_as_the_server_has_room_for, shut),
        cmocka_unit_test_setup(without_a_queue_there_is_a_place_for_each_thread, shut),
        cmocka_unit_test_setup(whoever_hears_that_it_is_done_may_come_with_more, shut),
        cmocka_unit_test_setup(the_lower_rank_goes_first_and_the_highest_gives_way, shut),
        cmocka_unit_test_setup(a_long_queue_is_served_from_its_other_end, shut),
        cmocka_unit_test_setup(one_caller_gets_only_so_many_places, shut),
        cmocka_unit_test_setup(what_was_added_is_done_before_the_end, shut),
        cmocka_unit_test_setup(a_pool_that_nobody_used_ends, shut),
        cmocka_unit_test_setup(many_may_add_at_once, shut),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
