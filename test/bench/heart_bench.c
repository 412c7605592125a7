/*
 * The arithmetic, over and over, for counting its instructions under callgrind:
 *
 *   heart_bench coterm|key N
 *
 * The difference between a run of 2 N and one of N is N times the work and nothing else. Prints
 * the nanoseconds that one took, which mean something only without callgrind.
 */
#include "base/base.h"
#include "base/clock.h"
#include "domain/coterm.h"
#include "domain/key.h"

enum { CASES = 64 };

/* The four ways that licences and time come together, in turn, with different numbers. */
static CotermRequest
request_of(int i)
{
    Date today = {20000 + 37 * i};

    return (CotermRequest){
        .today = today,
        .held = {.licenses = 5 + 19 * i, .ends_on = {today.day + 5 * i + 1}, .carry = 7 * i},
        .key_licenses = 10 + 13 * i,
        .add_licenses = i % 4 == 3 ? 4 : 10 + 13 * i,
    };
}

static Err
combine(int i, const CotermRequest *request, Calculation *ret)
{
    if (i % 4 == 0)
        return coterm_activate(request, ret);
    return i % 4 == 1 ? coterm_extend(request, ret) : coterm_add(request, ret);
}

static int64_t
run_coterm(int64_t count)
{
    CotermRequest request[CASES];
    int64_t sum = 0;

    for (int i = 0; i < CASES; i++)
        request[i] = request_of(i);
    for (int64_t n = 0; n < count; n++) {
        Calculation calculation = {0};
        Err err = combine((int)(n % CASES), &request[n % CASES], &calculation);
        sum += err == OK ? calculation.after.ends_on.day : -1;
    }
    return sum;
}

static int64_t
run_key(int64_t count)
{
    char text[CASES][KEY_TEXT_SIZE];
    int64_t sum = 0;

    for (int i = 0; i < CASES; i++) {
        ProductKey key;
        for (int at = 0; at < KEY_SYMBOLS; at++)
            key.symbol[at] = (uint8_t)((i * 7 + at * 11) % 32);
        key_complete(&key);
        key_format(&key, text[i]);
    }
    for (int64_t n = 0; n < count; n++) {
        ProductKey key;
        int position;
        Err err = key_parse(text[n % CASES], &key, &position);
        assert(err == OK);
        sum += key.symbol[0];
    }
    return sum;
}

int
main(int argc, char **argv)
{
    int64_t count = argc == 3 ? strtoll(argv[2], NULL, 10) : 0;

    if (count <= 0) {
        fputs("usage: heart_bench coterm|key N\n", stderr);
        return 2;
    }
    Micros started = clock_steady();
    int64_t sum = strcmp(argv[1], "coterm") == 0 ? run_coterm(count) : run_key(count);
    Micros took = clock_steady() - started;
    printf("{\"ns\":%lld,\"sum\":%lld}\n", (long long)(took * 1000 / count), (long long)sum);
    return 0;
}
