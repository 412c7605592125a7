#include "world.h"

#include "ask.h"
#include "prepare.h"

#include "app/commands/commands.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/secret/secret.h"
#include "domain/date/date.h"

#include <fcntl.h>
#include <ftw.h>
#include <jansson.h>
#include <pthread.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    FOLDER_SIZE = 64,
    PATH_SIZE = 100,
    PAUSE_NS = 1000000,
    START_PAUSES_MAX = 30000,
    INPUTS_MAX = 2000, /* what a server remembers in memory of wrong keys must not add up */
};

static struct {
    char folder[FOLDER_SIZE];
    char database[PATH_SIZE], copy[PATH_SIZE], log[PATH_SIZE], demo[PATH_SIZE];
    char address[PATH_SIZE];
    pthread_t thread;
    uint16_t port;
    struct timespec written; /* when the database was changed last */
    Micros ahead;            /* the clock, of the steady one */
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
    world.ahead = moment - clock_steady();
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

/* What an input may leave behind for the next one: rows, and another time. */
static bool
is_as_started(void)
{
    struct timespec written = last_written();
    Micros ahead = clock_now() - clock_steady();

    return written.tv_sec == world.written.tv_sec && written.tv_nsec == world.written.tv_nsec &&
           ahead - world.ahead < MICROS_PER_SECOND && world.ahead - ahead < MICROS_PER_SECOND;
}

void
world_renew(void)
{
    if (is_as_started() && ++world.inputs < INPUTS_MAX)
        return;
    stop();
    bool restored = unlink(world.database) == 0 && file_copy(world.copy, world.database);
    assert(restored);
    start();
}

Buf
world_ask(Arena *arena, const Buf *sent, bool *ret_cut)
{
    return ask_server(world.port, arena, sent, ret_cut);
}
