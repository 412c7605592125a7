/*
 * The description of the API, openapi/openapi.json, compiled in.
 */
#ifndef API_OPENAPI_H
#define API_OPENAPI_H

#include "base/embedded.h"

extern const Embedded EMBEDDED_OPENAPI;

#endif
