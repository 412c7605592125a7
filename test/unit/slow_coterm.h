/*
 * Slow co-termination: the rules written down once more, as simply as they can be, to compare the
 * program with. Months are looked up in a table, days are counted one by one, and products are 128
 * bits wide; nothing of src/domain does any of the work.
 */
#ifndef TEST_SLOW_COTERM_H
#define TEST_SLOW_COTERM_H

#include "domain/coterm.h"

__extension__ typedef __int128 Wide;

/* Call this first. */
void slow_begin(void);

/* RULE DT-6 */
Span slow_between(int32_t from_day, int32_t to_day);
Wide slow_ticks(Span span);

/* RULE DT-7 */
int32_t slow_place(int32_t from_day, Wide ticks, Wide *ret_left);

/* RULE CT-10, for these licences to add: does the result stay within the limit? */
bool slow_add_fits(const CotermRequest *request, int64_t add_licenses);

/* RULE CT-1, RULE CT-2, RULE CT-3 and RULE CT-10; ERR_DATE_OUT_OF_RANGE is found as well. */
Err slow_coterm(CotermRule rule, const CotermRequest *request, Holding *ret);

#endif
