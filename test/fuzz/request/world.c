#include "world.h"

#include "names.h"
#include "prepare.h"

#include "app/commands/commands.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/secret/secret.h"
#include "domain/date/date.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <jansson.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    FOLDER_SIZE = 64,
    PATH_SIZE = 100,
    PAUSE_NS = 1000000,
    START_PAUSES_MAX = 30000,
    INPUTS_MAX = 2000, /* what a server remembers in memory of wrong keys must not add up */
    ANSWER_MAX = 16 * 1024 * 1024,
    ANSWER_WAIT_MS = 20000,
    READ_BYTES = 65536,
    FILES_MAX = 256,
    TAKE_YIELDS_MAX = 1000000,
};

static struct {
    char folder[FOLDER_SIZE];
    char database[PATH_SIZE], copy[PATH_SIZE], log[PATH_SIZE], demo[PATH_SIZE];
    char address[PATH_SIZE];
    pthread_t thread;
    uint16_t port;
    struct timespec written; /* when the database was changed last */
    int inputs;              /* since the start */
} world;

static void
pause_a_little(void)
{
    nanosleep(&(struct timespec){.tv_nsec = PAUSE_NS}, NULL);
}

/* --- starting and stopping -------------------------------------------------------------------- */

static void *
serve(void *data)
{
    static const char *const WORDS[] = {
        "perq",     "serve",        "--demo",     "--test-clock", "--tls-in-front",
        "--quiet",  "--rate-limit", "0",          "--threads",    "1",
        "--listen", "127.0.0.1:0",  "--database", world.address,
    };
    char *words[COUNT_OF(WORDS)];
    Settings settings;

    (void)data;
    for (size_t i = 0; i < COUNT_OF(WORDS); i++)
        words[i] = (char *)(uintptr_t)WORDS[i]; /* as main() has them; nothing is written */
    bool known = settings_read(COUNT_OF(words), words, &settings);
    assert(known);
    int status = cmd_serve(&settings);
    assert(status == EXIT_DONE);
    return NULL;
}

/* The port stands in demo.json when the server listens; 0 where it does not yet. */
static uint16_t
announced_port(void)
{
    json_t *demo = json_load_file(world.demo, 0, NULL);
    const char *url = json_string_value(json_object_get(demo, "url"));
    const char *colon = url == NULL ? NULL : strrchr(url, ':');
    uint16_t port = colon == NULL ? 0 : (uint16_t)strtol(colon + 1, NULL, 10);

    json_decref(demo);
    return port;
}

static struct timespec
last_written(void)
{
    struct stat info;

    return stat(world.log, &info) == 0 ? info.st_mtim : (struct timespec){0};
}

/* As the server found it: without the address of the one before. */
static void
forget_port(void)
{
    json_t *demo = json_load_file(world.demo, 0, NULL);

    json_object_del(demo, "url");
    char *text = demo == NULL ? NULL : json_dumps(demo, 0);
    assert(text != NULL);
    bool written = file_write(world.demo, text);
    assert(written);
    free(text);
    json_decref(demo);
}

static void
start(void)
{
    CLEANUP(file_close) int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
    CLEANUP(file_close) int said = dup(STDERR_FILENO);
    Micros moment;
    bool known = time_parse("2026-06-15T12:00:00Z", &moment);

    assert(known);
    /* Each start tells how to sign in, which nobody is to do. */
    dup2(nowhere, STDERR_FILENO);
    clock_set(moment);
    if (pthread_create(&world.thread, NULL, serve, NULL) != 0)
        abort();
    for (int i = 0; i < START_PAUSES_MAX && (world.port = announced_port()) == 0; i++)
        pause_a_little();
    dup2(said, STDERR_FILENO);
    assert(world.port != 0);
    world.written = last_written();
    world.inputs = 0;
}

static void
stop(void)
{
    pthread_kill(world.thread, SIGTERM);
    pthread_join(world.thread, NULL);
    forget_port();
}

static int
remove_one(const char *path, const struct stat *info, int kind, struct FTW *where)
{
    (void)info;
    (void)kind;
    (void)where;
    return remove(path);
}

static void
world_end(void)
{
    stop();
    nftw(world.folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

void
world_begin(void)
{
    const char *where = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp";

    /* The threads that start from here on leave the signal to the one that waits for it. */
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &signals, NULL);
    vault_start();
    snprintf(world.folder, sizeof(world.folder), "%s/perq-fuzz-XXXXXX", where);
    if (mkdtemp(world.folder) == NULL)
        abort();
    snprintf(world.database, PATH_SIZE, "%s/perq.db", world.folder);
    snprintf(world.log, PATH_SIZE, "%s/perq.db-wal", world.folder);
    snprintf(world.copy, PATH_SIZE, "%s/copy.db", world.folder);
    snprintf(world.demo, PATH_SIZE, "%s/demo.json", world.folder);
    snprintf(world.address, PATH_SIZE, "sqlite:%s/perq.db", world.folder);
    start();
    world_prepare(world.demo);
    stop();
    bool copied = file_copy(world.database, world.copy);
    assert(copied && access(world.log, F_OK) != 0);
    start();
    atexit(world_end);
}

void
world_renew(void)
{
    struct timespec written = last_written();
    bool is_same =
        written.tv_sec == world.written.tv_sec && written.tv_nsec == world.written.tv_nsec;

    if (is_same && ++world.inputs < INPUTS_MAX)
        return;
    stop();
    bool restored = unlink(world.database) == 0 && file_copy(world.copy, world.database);
    assert(restored);
    start();
}

/* --- asking ------------------------------------------------------------------------------------
 */

static int
connected(void)
{
    struct sockaddr_in address = {
        .sin_family = AF_INET,
        .sin_port = htons(world.port),
        .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
    };
    int file = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    if (file < 0 || connect(file, (struct sockaddr *)&address, sizeof(address)) != 0)
        abort();
    return file;
}

/* False where the server does not want more. */
static bool
send_all(int file, const char *bytes, size_t size)
{
    while (size > 0) {
        ssize_t sent = send(file, bytes, size, MSG_NOSIGNAL);
        if (sent <= 0)
            return false;
        bytes += sent;
        size -= (size_t)sent;
    }
    return true;
}

static in_port_t
port_of(int file, int (*name)(int file, struct sockaddr *address, socklen_t *size))
{
    struct sockaddr_in address = {0};
    socklen_t size = sizeof(address);

    if (name(file, (struct sockaddr *)&address, &size) != 0 || address.sin_family != AF_INET)
        return 0;
    return address.sin_port;
}

/* The other end of the connection, which is in this process too; -1 where it is not open. */
static int
other_end(int file)
{
    in_port_t port = port_of(file, getsockname);

    for (int other = 3; other < FILES_MAX; other++)
        if (other != file && port_of(other, getpeername) == port)
            return other;
    return -1;
}

/*
 * Until the server has taken all that was sent, or wants no more. libmicrohttpd 0.9.75 does not
 * notice an end that comes along with the last bytes, and would wait for more of them.
 */
static void
wait_until_taken(int file)
{
    struct pollfd gone = {.fd = file, .events = POLLRDHUP};
    int other = -1, left = 1;

    for (int i = 0; i < TAKE_YIELDS_MAX && left > 0 && poll(&gone, 1, 0) == 0; i++) {
        if (other < 0 || port_of(other, getpeername) != port_of(file, getsockname))
            other = other_end(file);
        if (other >= 0 && ioctl(other, FIONREAD, &left) != 0)
            left = 1;
        sched_yield();
    }
}

Buf
world_ask(Arena *arena, const char *bytes, size_t size, bool *ret_cut)
{
    CLEANUP(file_close) int file = connected();
    Buf answer = buf_new(arena, ANSWER_MAX);
    char *part = arena_take(arena, READ_BYTES);
    ssize_t count = 1;

    *ret_cut = !send_all(file, bytes, size);
    wait_until_taken(file);
    shutdown(file, SHUT_WR);
    while (count > 0) {
        struct pollfd ready = {.fd = file, .events = POLLIN};
        int is_ready = poll(&ready, 1, ANSWER_WAIT_MS);
        assert(is_ready == 1); /* an answer, or the end of it, in time */
        count = recv(file, part, READ_BYTES, 0);
        if (count > 0)
            buf_put(&answer, part, (size_t)count);
    }
    *ret_cut = *ret_cut || count < 0;
    assert(!answer.full);
    return answer;
}

/* --- filling in --------------------------------------------------------------------------------
 */

static const char NEXT[] = "@NEXT@", LENGTH[] = "@LENGTH@", EMPTY_LINE[] = "\r\n\r\n";

enum {
    NEXT_LENGTH = sizeof(NEXT) - 1,
    LENGTH_LENGTH = sizeof(LENGTH) - 1,
    EMPTY_LINE_LENGTH = sizeof(EMPTY_LINE) - 1
};

static void
put_filled(Buf *out, const char *text, size_t size, size_t body_length)
{
    for (size_t at = 0; at < size;) {
        size_t length = 1;
        WorldName name = text[at] != '@' ? NAME_COUNT : name_at(text + at, size - at, &length);
        if (name != NAME_COUNT) {
            buf_text(out, name_get(name));
        } else if (size - at >= LENGTH_LENGTH && memcmp(text + at, LENGTH, LENGTH_LENGTH) == 0) {
            buf_printf(out, "%zu", body_length);
            length = LENGTH_LENGTH;
        } else {
            buf_char(out, text[at]);
        }
        at += length;
    }
}

/* One request: the body first, for the head tells how long it is. */
static void
put_request(Arena *arena, Buf *out, const char *text, size_t size)
{
    const char *empty = memmem(text, size, EMPTY_LINE, EMPTY_LINE_LENGTH);
    size_t head = empty == NULL ? size : (size_t)(empty - text) + EMPTY_LINE_LENGTH;
    Buf body = buf_new(arena, out->max);

    put_filled(&body, text + head, size - head, 0);
    put_filled(out, text, head, body.length);
    buf_put(out, body.data, body.length);
}

Buf
world_fill_in(Arena *arena, const char *text, size_t size)
{
    Buf out = buf_new(arena, ANSWER_MAX);

    while (size > 0) {
        const char *next = memmem(text, size, NEXT, NEXT_LENGTH);
        size_t length = next == NULL ? size : (size_t)(next - text);
        put_request(arena, &out, text, length);
        length += next == NULL ? 0 : NEXT_LENGTH;
        text += length;
        size -= length;
    }
    assert(!out.full);
    return out;
}
