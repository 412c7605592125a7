/*
 * Functions that are too easy to use wrongly. Naming one is a compile error.
 *
 * Strings that grow are a Buf, time comes from base/clock.h, chance from base/secret.h.
 */
#ifndef BASE_BANNED_H
#define BASE_BANNED_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#pragma GCC poison strcpy strcat strncpy strncat sprintf vsprintf gets strtok
#pragma GCC poison rand srand atoi atol atoll
#pragma GCC poison gmtime localtime ctime asctime

#endif
