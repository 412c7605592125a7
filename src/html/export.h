/*
 * Export: a list as CSV, read and sent a piece at a time, however long it is.
 */
#ifndef HTML_EXPORT_H
#define HTML_EXPORT_H

#include "http/http.h"

/*
 * Writes the rows of a query into a piece, with the heading where it begins; says behind which
 * place the next piece goes on, or NULL after the last.
 */
typedef Err ExportPart(Ctx *ctx, void *query, Buf *piece, const char **ret_last);

enum { EXPORT_PLACE_SIZE = CURSOR_LENGTH_MAX + 1 };

typedef struct Export {
    ExportPart *part;
    void *query;        /* lives as long as the request */
    const char **after; /* the members of the query that say where to begin */
    int64_t *limit;     /* and how many rows there may be */
    int64_t rows;       /* of a piece */
    char last[EXPORT_PLACE_SIZE];
    bool begun;
} Export;

/*
 * A table that a page offers, or what goes on with it in another Buf, as the spreadsheet of whoever
 * reads the page takes it apart when it is opened with two clicks.
 */
void table_for_reader(const Ctx *ctx, Buf *piece, bool begins);

/* Answers with the file, or fails as its first row does: nothing is refused in the middle. */
MUST_CHECK Err reply_export(Ctx *ctx, Reply *reply, const Export *export, const char *file_name);

#endif
