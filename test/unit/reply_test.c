/*
 * Answers that would be too long: a list ends its part before the item that does not fit, and what
 * is no list is refused whole.
 */
#include "unit.h"

#include "base/limit/limit.h"
#include "base/text/text.h"
#include "http/exchange.h"

enum { ARENA_BYTES = 64 * 1024 * 1024 };

typedef struct Writing {
    Ctx ctx;
    Reply reply;
    char *text; /* so long that three of it fill an answer, and two do not */
} Writing;

static Writing
begin_writing(void)
{
    enum { LENGTH = ANSWER_BYTES_MAX / 3 };
    static const Page ALL = {.limit = PAGE_LIMIT_DEFAULT};
    Writing writing = {
        .ctx.arena = arena_new(ARENA_BYTES),
        .reply.list = {.path = "/there", .shape = &PAGE_QUERY, .query = &ALL},
    };

    writing.text = arena_alloc(writing.ctx.arena, LENGTH + 1, 1);
    memset(writing.text, 'x', LENGTH);
    return writing;
}

/* Items of that text at these places; gives how many of them were written. */
static size_t
write_list(Writing *writing, const char *const *place, size_t count, bool more)
{
    ListReply out = reply_list_begin(&writing->ctx, &writing->reply);
    size_t written = 0;

    for (; written < count && reply_item_begin(&out); written++) {
        json_text(&out.json, "place", place[written]);
        json_text(&out.json, "text", writing->text);
        reply_item_end(&out, place[written]);
    }
    assert_int_equal(reply_list_end(&writing->ctx, &out, more), OK);
    return written;
}

static bool
ends_with(const Buf *body, const char *end)
{
    size_t length = strlen(end);

    return body->length >= length && text_equal(body->data + body->length - length, end);
}

static const char *
next_of(Writing *writing, const char *place)
{
    return arena_printf(writing->ctx.arena, "\"}],\"next\":\"%s\"}",
                        cursor_encode(&writing->ctx, &writing->reply.list, "after", place));
}

static void
a_list_that_fits_is_whole(void **state)
{
    static const char *const PLACES[] = {"a", "b"};
    Writing writing = begin_writing();

    (void)state;
    assert_int_equal(write_list(&writing, PLACES, 2, false), 2);
    assert_true(ends_with(&writing.reply.body, "x\"}]}"));
    assert_int_equal(write_list(&writing, PLACES, 2, true), 2);
    assert_true(ends_with(&writing.reply.body, next_of(&writing, "b")));
    assert_int_equal(write_list(&writing, PLACES, 0, false), 0);
    assert_string_equal(writing.reply.body.data, "{\"items\":[]}");
    arena_free(&writing.ctx.arena);
}

static void
a_list_that_does_not_fit_ends_before_the_item_that_is_too_much(void **state)
{
    static const char *const PLACES[] = {"a", "b", "c", "d"};
    Writing writing = begin_writing();

    (void)state;
    /* The third was begun, and what there is of it is taken back. */
    assert_int_equal(write_list(&writing, PLACES, 4, false), 3);
    assert_true(ends_with(&writing.reply.body, next_of(&writing, "b")));
    assert_null(strstr(writing.reply.body.data, "\"c\""));
    assert_false(writing.reply.body.full);
    arena_free(&writing.ctx.arena);
}

/* There is something to go on from, also where nothing is. */
static void
a_feed_always_goes_on(void **state)
{
    Writing writing = begin_writing();
    ListReply out = reply_list_begin(&writing.ctx, &writing.reply);

    (void)state;
    assert_int_equal(reply_feed_end(&writing.ctx, &out, "start", false), OK);
    assert_string_equal(
        writing.reply.body.data,
        arena_printf(writing.ctx.arena, "{\"items\":[],\"next\":\"%s\",\"more\":false}",
                     cursor_encode(&writing.ctx, &writing.reply.list, "after", "start")));
    out = reply_list_begin(&writing.ctx, &writing.reply);
    assert_true(reply_item_begin(&out));
    json_text(&out.json, "text", "x");
    reply_item_end(&out, "a");
    assert_int_equal(reply_feed_end(&writing.ctx, &out, "b", true), OK);
    const char *end = arena_printf(writing.ctx.arena, "],\"next\":\"%s\",\"more\":true}",
                                   cursor_encode(&writing.ctx, &writing.reply.list, "after", "b"));
    assert_true(ends_with(&writing.reply.body, end));
    arena_free(&writing.ctx.arena);
}

static void
an_item_that_does_not_fit_alone_is_trouble_of_ours(void **state)
{
    Writing writing = begin_writing();
    ListReply out = reply_list_begin(&writing.ctx, &writing.reply);

    (void)state;
    assert_true(reply_item_begin(&out));
    for (int i = 0; i < 3; i++)
        json_text(&out.json, "text", writing.text);
    reply_item_end(&out, "a");
    assert_false(reply_item_begin(&out));
    assert_int_equal(reply_list_end(&writing.ctx, &out, false), ERR_INTERNAL);
    arena_free(&writing.ctx.arena);
}

static void
half_an_answer_is_refused(void **state)
{
    const Route route = {.path = "/there"};
    Writing writing = begin_writing();
    Exchange exchange = {.route = &route, .method = "GET", .ctx.arena = writing.ctx.arena};
    Buf *body = reply_body(&exchange.ctx, &exchange.reply);

    (void)state;
    buf_text(body, writing.text);
    buf_text(body, writing.text);
    assert_int_equal(reply_check_whole(&exchange), OK);
    buf_text(body, writing.text);
    buf_text(body, writing.text);
    assert_int_equal(reply_check_whole(&exchange), ERR_INTERNAL);
    arena_free(&writing.ctx.arena);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_list_that_fits_is_whole),
        cmocka_unit_test(a_list_that_does_not_fit_ends_before_the_item_that_is_too_much),
        cmocka_unit_test(a_feed_always_goes_on),
        cmocka_unit_test(an_item_that_does_not_fit_alone_is_trouble_of_ours),
        cmocka_unit_test(half_an_answer_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
