/*
 * The table of Swedish texts that tools/po.py makes from po/sv.po. Only lang.c needs it.
 */
#ifndef BASE_LANG_LANG_TABLE_H
#define BASE_LANG_LANG_TABLE_H

#include "base/lang/lang.h"

typedef struct LangText {
    const char *in[LANG_COUNT];
} LangText;

/* Sorted by english, in the order of strcmp(). */
extern const LangText LANG_TEXTS[];
extern const size_t LANG_TEXTS_COUNT;

#endif
