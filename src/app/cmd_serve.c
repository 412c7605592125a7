#include "app/commands.h"
#include "app/demo.h"
#include "app/dry_run.h"
#include "app/instance.h"
#include "app/routes.h"
#include "base/log.h"
#include "http/server.h"
#include "portal/page.h"

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
wait_for_signal(const sigset_t *signals)
{
    int number;

    sigwait(signals, &number);
    log_line(LOG_INFO, "stop=\"signal %d\"", number);
}

static Server *
start(const Settings *settings, Instance *instance, Writer *writer, Readers *readers,
      Allowances *allowances)
{
    const ServerSettings server = {
        .listen = settings->listen,
        .metrics_listen = settings->metrics_listen,
        .socket_path = instance->socket_path,
        .database = instance->address,
        .threads = (int)settings->threads,
        .service = {.routes = ROUTES,
                    .vault = &instance->vault,
                    .policy = &instance->policy,
                    .attempts = instance->attempts,
                    .allowances = allowances,
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
has_operator(Instance *instance)
{
    CLEANUP(tx_end) Tx tx = {0};
    const Id operators_own = {""};
    UserList users = {0};

    return tx_begin(instance->db, &tx) != OK ||
           store_user_list(&tx, &operators_own, &(Page){.limit = 1}, instance->arena, &users) !=
               OK ||
           users.count > 0;
}

static void
welcome(const Settings *settings)
{
    fprintf(stderr,
            "perq: there is no operator yet. Make one, and a token to sign in with:\n"
            "  perq user create --database %s --email YOU@EXAMPLE.ORG \\\n"
            "      --name 'YOUR NAME' --role operator-admin\n"
            "  perq token create --database %s --email YOU@EXAMPLE.ORG\n",
            settings->database, settings->database);
}

static ExitStatus
run(const Settings *settings, Instance *instance, const sigset_t *signals)
{
    CLEANUP(allowances_free) Allowances *allowances = allowances_new();
    bool first_start = !has_operator(instance);
    CLEANUP(readers_free) Readers *readers = readers_new(instance->address);
    Writer *writer = writer_start(instance->db, readers);
    Server *server = start(settings, instance, writer, readers, allowances);
    ExitStatus status = EXIT_COULD_NOT;

    if (server != NULL &&
        (!settings->demo || demo_announce(instance, settings, server_port(server)))) {
        announce(settings, server);
        if (first_start)
            welcome(settings);
        wait_for_signal(signals);
        status = EXIT_DONE;
    }
    server_stop(&server);
    instance->db = writer_stop(&writer);
    return status;
}

int
cmd_serve(const Settings *settings)
{
    CLEANUP(instance_close) Instance instance = {.lock = -1};
    sigset_t signals;
    const char *undeclared = routes_find_undeclared(&ROUTES);

    if (settings->quiet)
        log_set_level(LOG_ERROR);
    if (undeclared != NULL) {
        log_line(LOG_ERROR, "start=\"a route declares no permission\" about=\"%s\"", undeclared);
        return EXIT_COULD_NOT;
    }
    if (settings->check_only)
        return dry_run(settings) ? EXIT_DONE : EXIT_COULD_NOT;
    block_signals(&signals);
    InstanceResult result = instance_open(settings, &instance);
    if (result == INSTANCE_IN_USE)
        log_line(LOG_ERROR, "start=\"another perq uses this database\" about=\"%s\"",
                 instance.address);
    if (result != INSTANCE_OPEN)
        return EXIT_COULD_NOT;
    if (settings->demo && !demo_load(&instance))
        return EXIT_COULD_NOT;
    return run(settings, &instance, &signals);
}
