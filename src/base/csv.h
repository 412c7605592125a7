/*
 * Csv: tables for spreadsheets (RFC 4180).
 */
#ifndef BASE_CSV_H
#define BASE_CSV_H

#include "base/buf.h"

/* A cell that a spreadsheet would take for a formula is made harmless. The last ends the row. */
void csv_cell(Buf *out, const char *text, bool last);
void csv_number(Buf *out, int64_t number, bool last);
/* A decimal number as it stands, with its sign: a number is no formula. */
void csv_amount(Buf *out, const char *decimal, bool last);

#endif
