/*
 * Local call: a request to the server of this machine, over its administration socket.
 */
#ifndef NET_LOCAL_CALL_H
#define NET_LOCAL_CALL_H

#include "base/buf.h"
#include "base/err.h"

/*
 * POST a JSON body. *ret_status and the answer's body, which grows in the arena. ERR_NOT_FOUND
 * where nobody listens there, ERR_BUSY where a server does not answer in time.
 */
MUST_CHECK Err local_call(const char *socket_path, const char *path, const char *body,
                          int *ret_status, Buf *ret_body);

#endif
