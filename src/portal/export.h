/*
 * Export: a list as CSV, read and sent a piece at a time, however long it is.
 */
#ifndef PORTAL_EXPORT_H
#define PORTAL_EXPORT_H

#include "http/http.h"

/*
 * Writes the rows of a query into a piece, with the heading where it begins; says behind what the
 * next piece goes on, or leaves that empty after the last.
 */
typedef Err ExportPart(Ctx *ctx, void *query, Buf *piece, Id *ret_last);

typedef struct Export {
    ExportPart *part;
    void *query;        /* lives as long as the request */
    const char **after; /* the member of the query that says where to begin */
    Id last;
    bool begun;
} Export;

/* Answers with the file. What the query would be refused for, the caller has asked before. */
void reply_export(Ctx *ctx, Reply *reply, const Export *export, const char *file_name);

#endif
