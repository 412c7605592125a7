/*
 * The last line of a process that ends itself: why, and what it was working on. Each end is that of
 * a process of its own, whose line is read.
 */
#include "unit.h"

#include "base/arena.h"
#include "base/log.h"
#include "base/text/text.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

enum { SAID_SIZE = 4096 };

/* What it wrote to standard error before it ended, which must have been by SIGABRT. */
static void
hear_the_end_of(void (*what)(void), char said[SAID_SIZE])
{
    int ends[2];
    int status;
    size_t length = 0;
    ssize_t got;

    assert_int_equal(pipe(ends), 0);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        signal(SIGABRT, SIG_DFL);
        dup2(ends[1], STDERR_FILENO);
        what();
        _exit(0);
    }
    close(ends[1]);
    while ((got = read(ends[0], said + length, SAID_SIZE - 1 - length)) > 0)
        length += (size_t)got;
    said[length] = '\0';
    close(ends[0]);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status));
    assert_int_equal(WTERMSIG(status), SIGABRT);
}

static void
is_said(const char *said, const char *part)
{
    if (strstr(said, part) == NULL)
        fail_msg("%s is not in: %s", part, said);
}

static void
fill_an_arena(void)
{
    Arena *arena = arena_new(4096);

    log_work_on((LogWork){"0123456789abcdef", "GET", "/api/v1/benefits"});
    for (;;)
        arena_alloc(arena, 100, 1);
}

static void
ask_too_much_of_an_arena(void)
{
    arena_alloc(arena_new(4096), SIZE_MAX / 2, 4);
}

static void
fail_an_assert(void)
{
    const char *text = "three";

    log_work_on((LogWork){"0123456789abcdef", "POST", "/api/v1/redemptions"});
    assert(text_equal(text, "four"));
}

static void
a_full_arena_says_so_and_on_which_route(void **state)
{
    char said[SAID_SIZE];

    (void)state;
    hear_the_end_of(fill_an_arena, said);
    is_said(said, "level=error request=0123456789abcdef method=GET route=\"/api/v1/benefits\" ");
    is_said(said, "fatal=\"an arena of 4096 bytes is full: ");
    hear_the_end_of(ask_too_much_of_an_arena, said);
    is_said(said, "level=error request=- method=- route=\"-\" fatal=\"an arena of 4096 bytes");
}

static void
an_assert_that_fails_says_so_and_on_which_route(void **state)
{
    char said[SAID_SIZE];

    (void)state;
    hear_the_end_of(fail_an_assert, said);
    is_said(said, "request=0123456789abcdef method=POST route=\"/api/v1/redemptions\" fatal=\"");
    is_said(said, "log_test.c:");
    is_said(said, "fail_an_assert: assertion text_equal(text, 'four') failed\"");
}

static void
work_is_gone_back_to(void **state)
{
    LogWork none = log_work_on((LogWork){"1", "GET", "/"});
    LogWork first = log_work_on((LogWork){"2", "PUT", "/x"});

    (void)state;
    assert_null(none.request);
    assert_string_equal(first.request, "1");
    assert_string_equal(log_work_on(none).request, "2");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_full_arena_says_so_and_on_which_route),
        cmocka_unit_test(an_assert_that_fails_says_so_and_on_which_route),
        cmocka_unit_test(work_is_gone_back_to),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
