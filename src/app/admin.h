/*
 * Admin: a request of the operator at the server's own machine.
 */
#ifndef APP_ADMIN_H
#define APP_ADMIN_H

#include "app/settings.h"
#include "base/buf.h"

/*
 * POST the JSON body to a path with PERMIT_LOCAL, by the running server or by ourselves. False
 * where neither can be done.
 */
MUST_CHECK bool admin_request(const Settings *settings, const char *path, const char *body,
                              int *ret_status, Buf *ret_body);

#endif
