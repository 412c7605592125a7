/*
 * The table of Swedish texts that tools/po.py makes from po/sv.po. Only lang.c needs it.
 */
#ifndef BASE_LANG_LANG_TABLE_H
#define BASE_LANG_LANG_TABLE_H

#include "base/base.h"

typedef struct LangText {
    const char *english;
    const char *swedish;
} LangText;

/* Sorted by english, in the order of strcmp(). */
extern const LangText LANG_SV_TEXTS[];
extern const size_t LANG_SV_TEXTS_COUNT;

#endif
