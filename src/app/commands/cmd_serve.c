/*
 * perq serve: starts everything in order and stops it the other way round.
 */
#include "app/commands/commands.h"

#include "app/commands/dry_run.h"
#include "app/demo.h"
#include "app/instance.h"
#include "app/routes.h"
#include "app/upkeep.h"
#include "base/log.h"
#include "html/pages/pages.h"
#include "http/router.h"
#include "http/server/server.h"
#include "service/sign_in/sign_in.h"
#include "store/chores/chores.h"
#include "store/writer/writer.h"

#include <signal.h>

/* Signals are taken by the main thread only, when it waits for them. */
static void
block_signals(sigset_t *ret)
{
    sigemptyset(ret);
    sigaddset(ret, SIGTERM);
    sigaddset(ret, SIGINT);
    pthread_sigmask(SIG_BLOCK, ret, NULL);
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN); /* a limit on file sizes is an error to report, not to die of */
}

static void
wait_for_signal(const sigset_t *signals, Instance *instance, Writer *writer)
{
    const struct timespec minute = {.tv_sec = 60};
    int number;

    do {
        upkeep(instance, writer);
        number = sigtimedwait(signals, NULL, &minute);
    } while (number < 0);
    log_line(LOG_INFO, "stop=\"signal %d\"", number);
}

typedef struct Shares {
    Listeners *listeners;
    Allowances *allowances;
    Holdings *holdings;
} Shares;

static void
shares_free(Shares *shares)
{
    allowances_free(&shares->allowances);
    holdings_free(&shares->holdings);
}

static Server *
start_server(const Settings *settings, Instance *instance, Writer *writer, Readers *readers,
             const Shares *shares)
{
    const ServerSettings server = {
        .listeners = shares->listeners,
        .socket_path = instance->socket_path,
        .database = instance->address,
        .threads = (int)settings->threads,
        .shared = {.routes = ROUTES,
                   .vault = &instance->vault,
                   .policy = &instance->policy,
                   .attempts = instance->attempts,
                   .sightings = instance->sightings,
                   .salt_key = &instance->salt_key,
                   .tls_in_front = settings->tls_in_front,
                   .allowances = shares->allowances,
                   .holdings = shares->holdings,
                   .held_bodies_max = settings->held_bodies * 1024 * 1024,
                   .requests_per_second = settings->rate_limit,
                   .writer = writer,
                   .readers = readers,
                   .page_problem = page_problem},
    };

    return server_start(&server);
}

/* People and tests wait for this line. */
static void
announce(const Settings *settings, const Server *server)
{
    const char *colon = strrchr(settings->listen, ':');

    if (settings->test_clock)
        log_line(LOG_ERROR, "warning=\"the clock of this server can be set: for tests only\"");
    fprintf(stderr, "perq: listening on http://%.*s:%d\n", (int)(colon - settings->listen),
            settings->listen, server_port(server));
}

/* On a first start there is nobody who could sign in and make others. */
static bool
prepare_set_up(Instance *instance, char ret_text[SESSION_TEXT_SIZE])
{
    Ctx ctx = instance_ctx(instance);

    if (create_set_up_link(&ctx, ret_text) == OK)
        return true;
    log_line(LOG_ERROR, "start=\"the database cannot be written\" about=\"%s\"", instance->address);
    return false;
}

/* The link is said here and nowhere else; a start without an operator makes the next one. */
static void
welcome(const Settings *settings, const Server *server, const char *text)
{
    const char *colon = strrchr(settings->listen, ':');

    fprintf(stderr,
            "perq: there is no operator yet. Who opens this within 24 hours becomes the first:\n"
            "  http://%.*s:%d/set-up/%s\n"
            "perq: or, without a browser, make one and a token to sign in with:\n"
            "  perq user create --database %s --email YOU@EXAMPLE.ORG \\\n"
            "      --name 'YOUR NAME' --role operator-admin\n"
            "  perq token create --database %s --email YOU@EXAMPLE.ORG\n",
            (int)(colon - settings->listen), settings->listen, server_port(server), text,
            settings->database, settings->database);
}

/* So that nobody is signed out by a restart, and lists of tokens say when each was used last. */
static void
remember(Instance *instance)
{
    Ctx ctx = instance_ctx(instance);

    if (remember_clock(&ctx) != OK || remember_sightings(&ctx) != OK ||
        remember_token_uses(&ctx) != OK)
        log_line(LOG_ERROR,
                 "stop=\"when sessions and tokens were used last cannot be written down\"");
}

static ExitStatus
run(const Settings *settings, Instance *instance, Listeners *listeners, const sigset_t *signals)
{
    CLEANUP(shares_free) Shares shares = {listeners, allowances_new(), holdings_new()};
    char link[SESSION_TEXT_SIZE];
    if (!prepare_set_up(instance, link))
        return EXIT_COULD_NOT;
    CLEANUP(readers_free) Readers *readers = readers_new(instance->address);
    Chores chores = {.sightings = instance->sightings, .address_months = settings->address_months};
    Writer *writer = writer_start(instance->db, readers, (SideWork){chores_step, &chores});
    Server *server = start_server(settings, instance, writer, readers, &shares);
    ExitStatus status = EXIT_COULD_NOT;

    if (server != NULL &&
        (!is_demo(settings) || demo_announce(instance, settings, server_port(server)))) {
        if (link[0] != '\0')
            welcome(settings, server, link);
        announce(settings, server);
        wait_for_signal(signals, instance, writer);
        status = EXIT_DONE;
    }
    server_stop(&server);
    instance->db = writer_stop(&writer);
    remember(instance);
    return status;
}

/* What can be known before anything is made: with -n too. */
static bool
start_checks(const Settings *settings, Listeners *ret)
{
    CLEANUP(instance_close) Instance place = NO_INSTANCE;

    return instance_locate(settings, &place) && instance_check_socket(&place) &&
           listeners_open(settings->listen, settings->metrics_listen, ret);
}

int
cmd_serve(const Settings *settings)
{
    CLEANUP(instance_close) Instance instance = NO_INSTANCE;
    CLEANUP(listeners_close) Listeners listeners = NO_LISTENERS;
    sigset_t signals;
    const char *undeclared = routes_find_undeclared(&ROUTES);

    log_set_level(settings->quiet ? LOG_ERROR : settings->log);
    if (undeclared != NULL) {
        log_line(LOG_ERROR, "start=\"a route declares no permission\" about=\"%s\"", undeclared);
        return EXIT_COULD_NOT;
    }
    if (!start_checks(settings, &listeners))
        return EXIT_COULD_NOT;
    if (settings->check_only)
        return dry_run(settings) ? EXIT_DONE : EXIT_COULD_NOT;
    block_signals(&signals);
    InstanceResult result = instance_open(settings, TO_SERVE, &instance);
    if (result == INSTANCE_IN_USE)
        log_line(LOG_ERROR, "start=\"another perq uses this database\" about=\"%s\"",
                 instance.address);
    if (result != INSTANCE_OPEN)
        return EXIT_COULD_NOT;
    if (is_demo(settings) && !demo_load(&instance, settings->demo))
        return EXIT_COULD_NOT;
    return run(settings, &instance, &listeners, &signals);
}
