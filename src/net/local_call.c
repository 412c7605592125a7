#include "net/local_call.h"

#include "base/file.h"
#include "net/curl_calls.h"

#include <sys/un.h>

enum { WAIT_SECONDS = 600 };

static void
close_handle(CURL **handle)
{
    if (*handle != NULL)
        curl_calls()->easy_cleanup(*handle);
}

static void
free_headers(struct curl_slist **list)
{
    if (*list != NULL)
        curl_calls()->slist_free_all(*list);
}

static size_t
receive(char *bytes, size_t size, size_t count, void *data)
{
    Buf *body = data;

    buf_put(body, bytes, size * count);
    return body->full ? 0 : size * count;
}

Err
local_call(const char *socket_path, const char *path, const char *body, int *ret_status,
           Buf *ret_body)
{
    const CurlCalls *curl = curl_calls();
    CLEANUP(free_headers)
    struct curl_slist *headers = curl->slist_append(NULL, "Content-Type: application/json");
    CLEANUP(close_handle) CURL *handle = curl->easy_init();
    const char *url = arena_printf(ret_body->arena, "http://localhost%s", path);
    long status = 0;
    char name[sizeof(((struct sockaddr_un *)0)->sun_path)];
    CLEANUP(file_close) int folder = -1;

    if (handle == NULL || headers == NULL)
        return ERR_BUSY;
    if (!file_short_name(socket_path, sizeof(name), name, &folder))
        return ERR_NOT_FOUND;
    curl->easy_setopt(handle, CURLOPT_UNIX_SOCKET_PATH, name);
    curl->easy_setopt(handle, CURLOPT_URL, url);
    curl->easy_setopt(handle, CURLOPT_HTTPHEADER, headers);
    curl->easy_setopt(handle, CURLOPT_POSTFIELDS, body);
    curl->easy_setopt(handle, CURLOPT_WRITEFUNCTION, receive);
    curl->easy_setopt(handle, CURLOPT_WRITEDATA, (void *)ret_body);
    curl->easy_setopt(handle, CURLOPT_TIMEOUT, (long)WAIT_SECONDS);
    curl->easy_setopt(handle, CURLOPT_NOPROXY, "*");
    CURLcode code = curl->easy_perform(handle);
    if (code != CURLE_OK)
        return code == CURLE_COULDNT_CONNECT ? ERR_NOT_FOUND : ERR_BUSY;
    curl->easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &status);
    *ret_status = (int)status;
    return OK;
}
