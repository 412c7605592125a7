#include "net/curl_calls.h"

#include "base/log.h"

#include <dlfcn.h>
#include <pthread.h>

/* As Debian names what libcurl4-gnutls-dev is the header of. */
static const char LIBRARY[] = "libcurl-gnutls.so.4";

static CurlCalls calls;
static pthread_once_t loaded = PTHREAD_ONCE_INIT;

/* POSIX has functions in the same places as data; C has no conversion between them. */
static void
find_call(void *library, const char *name, void *ret_call)
{
    void *call = dlsym(library, name);

    if (call == NULL)
        die("%s has no %s", LIBRARY, name);
    memcpy(ret_call, &call, sizeof(call));
}

static void
load_calls(void)
{
    void *library = dlopen(LIBRARY, RTLD_NOW | RTLD_LOCAL);

    if (library == NULL)
        die("%s cannot be loaded; install the packages that docs/OPERATIONS.md names: %s", LIBRARY,
            dlerror());
    find_call(library, "curl_easy_init", (void *)&calls.easy_init);
    find_call(library, "curl_easy_setopt", (void *)&calls.easy_setopt);
    find_call(library, "curl_easy_perform", (void *)&calls.easy_perform);
    find_call(library, "curl_easy_getinfo", (void *)&calls.easy_getinfo);
    find_call(library, "curl_easy_cleanup", (void *)&calls.easy_cleanup);
    find_call(library, "curl_slist_append", (void *)&calls.slist_append);
    find_call(library, "curl_slist_free_all", (void *)&calls.slist_free_all);
}

const CurlCalls *
curl_calls(void)
{
    pthread_once(&loaded, load_calls);
    return &calls;
}
