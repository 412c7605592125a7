/*
 * File: making files durable and whole.
 *
 * A new name is durable only when its folder is, too. These functions say false where something
 * cannot be done, and errno says why.
 */
#ifndef BASE_FILE_H
#define BASE_FILE_H

#include "base/base.h"

/* For CLEANUP: close a file that was opened; -1 is none. */
void file_close(const int *file);

MUST_CHECK bool file_sync(const char *path);
MUST_CHECK bool file_sync_folder_of(const char *path);

/* A new file with the same content, mode 0600; fails where one exists. Not durable yet. */
MUST_CHECK bool file_copy(const char *from, const char *to);

/*
 * The text becomes the content of the file, mode 0600, durable when this returns. Whoever reads the
 * file meanwhile sees all of the old or all of the new. PATH.new must be free for our use.
 */
MUST_CHECK bool file_write(const char *path, const char *text);

/*
 * A name of the file that fits into size bytes, where the system takes no longer one, as for
 * sockets: its own, or one by way of its folder, which *ret_folder keeps open; close that one
 * later. False where the folder cannot be opened, or the last part of the name is too long.
 */
MUST_CHECK bool file_short_name(const char *path, size_t size, char *ret, int *ret_folder);

/* A durable change of name; another file of the new name fails it. */
MUST_CHECK bool file_rename_new(const char *from, const char *to);

#endif
