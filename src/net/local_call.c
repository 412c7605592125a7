#include "net/local_call.h"

#include "base/file.h"

#include <curl/curl.h>
#include <sys/un.h>

enum { WAIT_SECONDS = 600 };

static void
close_handle(CURL **handle)
{
    curl_easy_cleanup(*handle);
}

static void
free_headers(struct curl_slist **list)
{
    curl_slist_free_all(*list);
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
    CLEANUP(free_headers)
    struct curl_slist *headers = curl_slist_append(NULL, "Content-Type: application/json");
    CLEANUP(close_handle) CURL *handle = curl_easy_init();
    const char *url = arena_printf(ret_body->arena, "http://localhost%s", path);
    long status = 0;
    char name[sizeof(((struct sockaddr_un *)0)->sun_path)];
    CLEANUP(file_close) int folder = -1;

    if (handle == NULL || headers == NULL)
        return ERR_BUSY;
    if (!file_short_name(socket_path, sizeof(name), name, &folder))
        return ERR_NOT_FOUND;
    curl_easy_setopt(handle, CURLOPT_UNIX_SOCKET_PATH, name);
    curl_easy_setopt(handle, CURLOPT_URL, url);
    curl_easy_setopt(handle, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(handle, CURLOPT_POSTFIELDS, body);
    curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, receive);
    curl_easy_setopt(handle, CURLOPT_WRITEDATA, (void *)ret_body);
    curl_easy_setopt(handle, CURLOPT_TIMEOUT, (long)WAIT_SECONDS);
    curl_easy_setopt(handle, CURLOPT_NOPROXY, "*");
    CURLcode code = curl_easy_perform(handle);
    if (code != CURLE_OK)
        return code == CURLE_COULDNT_CONNECT ? ERR_NOT_FOUND : ERR_BUSY;
    curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &status);
    *ret_status = (int)status;
    return OK;
}
