/* The builder of events: what it seals into a chain, and what it rather ends the process than seal.
 */
#include "scratch.h"
#include "unit.h"

#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "service/record.h"
#include "store/events/events.h"

enum { ARENA_BYTES = 4 << 20 };

static const Id PARTNER = {"par_01HZX3M8Q2V7T5N9K4R6W1Y0PA"};
static const Id NONE = {""};

static void
must(Err err, const char *what)
{
    if (err != OK)
        fail_msg("%s: %s", what, err_code(err));
}

/* A request of somebody who belongs to nobody. */
static Ctx *
begin(void **state)
{
    Ctx *ctx = *state;

    arena_reset(ctx->arena, 0);
    return ctx;
}

static Event
only_event_of(Ctx *ctx, Tx *tx, const char *stream)
{
    EventList list;

    must(store_event_list_latest(tx, stream, 10, ctx->arena, &list), stream);
    assert_int_equal(list.count, 1);
    return list.item[0];
}

static void
an_event_holds_what_was_written(void **state)
{
    Ctx *ctx = begin(state);
    CLEANUP(tx_end) Tx tx = {0};
    Record record = {.partner_id = &PARTNER, .tenant_id = &NONE, .reason = "because"};
    Json json = event_begin(ctx, &record, EVENT_PARTNER_CREATED, PARTNER.text);

    assert_false(event_says_something(&json));
    json_text(&json, "name", "\"\xc3\x85sa\"");
    assert_true(event_says_something(&json));
    json_text(&json, "country", "SE");
    must(tx_begin(ctx->db, &tx), "begin");
    must(event_end(ctx, &tx, &record, &json), "end");

    Event event = only_event_of(ctx, &tx, PARTNER.text);
    assert_string_equal(event.type, "partner.created");
    assert_string_equal(event.subject, PARTNER.text);
    assert_string_equal(event.partner_id.text, PARTNER.text);
    assert_string_equal(event.reason.text, "because");
    assert_string_equal(event.data, "{\"name\":\"\\\"\xc3\x85sa\\\"\",\"country\":\"SE\"}");
}

static void
an_event_without_data_is_of_the_operator_where_it_is_nobodys(void **state)
{
    Ctx *ctx = begin(state);
    CLEANUP(tx_end) Tx tx = {0};

    must(tx_begin(ctx->db, &tx), "begin");
    must(record_event(ctx, &tx, &(Record){0}, EVENT_PROGRAMME_CREATED, "code"), "record");

    Event event = only_event_of(ctx, &tx, "operator");
    assert_string_equal(event.type, "programme.created");
    assert_string_equal(event.data, "{}");
    assert_string_equal(event.partner_id.text, "");
    assert_null(event.reason.text);
}

/* The data {"how":"xxx…"}, of so many bytes. */
static void
record_bytes(Ctx *ctx, Tx *tx, size_t bytes)
{
    Record record = {.partner_id = &PARTNER};
    Json json = event_begin(ctx, &record, EVENT_SESSION_ENDED, "x");
    size_t length = bytes - strlen("{\"how\":\"\"}");
    char *text = arena_alloc(ctx->arena, length + 1, 1);

    memset(text, 'x', length);
    json_text(&json, "how", text);
    must(event_end(ctx, tx, &record, &json), "end");
}

static void
an_event_may_fill_all_the_room_there_is(void **state)
{
    Ctx *ctx = begin(state);
    CLEANUP(tx_end) Tx tx = {0};

    must(tx_begin(ctx->db, &tx), "begin");
    record_bytes(ctx, &tx, EVENT_DATA_MAX);
    Event event = only_event_of(ctx, &tx, PARTNER.text);
    assert_int_equal(strlen(event.data), EVENT_DATA_MAX);
    assert_string_equal(event.data + EVENT_DATA_MAX - 3, "x\"}");
}

/* --- what ends the process ------------------------------------------------------------------- */

/* In a process of its own, which leaves no picture of its memory and says nothing. */
static void
must_end_the_process(Ctx *ctx, void (*work)(Ctx *ctx, Tx *tx))
{
    int status = 0;
    pid_t child = fork();

    assert_true(child >= 0);
    if (child == 0) {
        setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0});
        close(STDERR_FILENO);
        work(ctx, &(Tx){0});
        _exit(0);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status));
    assert_int_equal(WTERMSIG(status), SIGABRT);
}

static void
record_too_much(Ctx *ctx, Tx *tx)
{
    record_bytes(ctx, tx, EVENT_DATA_MAX + 1);
}

static void
record_another_member(Ctx *ctx, Tx *tx)
{
    Record record = {0};
    Json json = event_begin(ctx, &record, EVENT_SESSION_ENDED, "x");

    json_text(&json, "why", "x");
    must(event_end(ctx, tx, &record, &json), "end");
}

static void
record_another_order(Ctx *ctx, Tx *tx)
{
    Record record = {0};
    Json json = event_begin(ctx, &record, EVENT_PARTNER_CREATED, "x");

    json_text(&json, "country", "SE");
    json_text(&json, "name", "x");
    must(event_end(ctx, tx, &record, &json), "end");
}

static void
record_no_data(Ctx *ctx, Tx *tx)
{
    must(record_event(ctx, tx, &(Record){0}, EVENT_PARTNER_CREATED, "x"), "record");
}

/* RULE AUD-2: what is sealed stays, so nothing is sealed that is cut off or not as its row says. */
static void
what_is_not_right_is_not_sealed(void **state)
{
    Ctx *ctx = begin(state);

    must_end_the_process(ctx, record_too_much);
    must_end_the_process(ctx, record_another_member);
    must_end_the_process(ctx, record_another_order);
    must_end_the_process(ctx, record_no_data);
}

static Scratch scratch;

static int
open_context(void **state)
{
    static Ctx ctx = {.now = MICROS_PER_DAY};

    if (scratch_open(&scratch) != 0)
        return -1;
    ctx.db = scratch.db;
    ctx.arena = arena_new(ARENA_BYTES);
    *state = &ctx;
    return 0;
}

static int
close_context(void **state)
{
    Ctx *ctx = *state;

    arena_free(&ctx->arena);
    return scratch_remove(&scratch);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_event_holds_what_was_written),
        cmocka_unit_test(an_event_without_data_is_of_the_operator_where_it_is_nobodys),
        cmocka_unit_test(an_event_may_fill_all_the_room_there_is),
        cmocka_unit_test(what_is_not_right_is_not_sealed),
    };

    return cmocka_run_group_tests(tests, open_context, close_context);
}
