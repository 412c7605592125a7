/*
 * libcurl's calls, of which the library is loaded when they are first asked for: it brings thirty
 * others with it, which would cost every start five milliseconds and every server megabytes, and
 * most processes never call anybody.
 */
#ifndef NET_CURL_CALLS_H
#define NET_CURL_CALLS_H

#include "base/base.h"

#include <curl/curl.h>

/* Each is as curl_... of its name; see libcurl's manual. */
typedef struct CurlCalls {
    CURL *(*easy_init)(void);
    CURLcode (*easy_setopt)(CURL *, CURLoption, ...);
    CURLcode (*easy_perform)(CURL *);
    CURLcode (*easy_getinfo)(CURL *, CURLINFO, ...);
    void (*easy_cleanup)(CURL *);
    struct curl_slist *(*slist_append)(struct curl_slist *, const char *);
    void (*slist_free_all)(struct curl_slist *);
} CurlCalls;

/* Borrowed for ever. Where the library is not installed the process ends and says what to install.
 */
const CurlCalls *curl_calls(void);

#endif
