/*
 * Runs a fuzzer over the files of a folder, once each: what every build with any compiler can do.
 *
 *   NAME_replay test/fuzz/corpus/NAME
 *
 * A finding ends the process, after the name of the file has been said. A folder without files is a
 * failure too, so that no fuzzer goes without a corpus. What is said at the end is counted with the
 * totals of cmocka.
 */
#include "base/base.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>

enum { INPUT_MAX = 1024 * 1024 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerInitialize(int *argc, char ***argv) __attribute__((weak));

static int
is_input(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

/* In memory of its own size, so that a sanitizer sees what is read behind the end. */
static bool
replay(const char *folder, const char *name)
{
    static uint8_t bytes[INPUT_MAX];
    char path[PATH_MAX];

    snprintf(path, sizeof(path), "%s/%s", folder, name);
    FILE *file = fopen(path, "r");
    if (file == NULL)
        return false;
    size_t size = fread(bytes, 1, sizeof(bytes), file);
    bool is_whole = !ferror(file) && feof(file);
    fclose(file);
    uint8_t *input = malloc(size > 0 ? size : 1);
    if (input == NULL || !is_whole)
        abort();
    memcpy(input, bytes, size);
    printf("%s\n", path);
    fflush(stdout);
    LLVMFuzzerTestOneInput(input, size);
    free(input);
    return true;
}

int
main(int argc, char **argv)
{
    struct dirent **entry = NULL;
    const char *folder = argc == 2 ? argv[1] : "";
    int count = scandir(folder, &entry, is_input, alphasort), replayed = 0;

    if (count > 0 && LLVMFuzzerInitialize != NULL)
        LLVMFuzzerInitialize(&argc, &argv);
    for (int i = 0; i < count; i++) {
        replayed += replay(folder, entry[i]->d_name);
        free(entry[i]);
    }
    free(entry);
    bool passed = count > 0 && replayed == count;
    if (count <= 0)
        printf("no inputs in '%s'\n", folder);
    printf("[  %s  ] 1 test(s).\n", passed ? "PASSED" : "FAILED");
    return passed ? EXIT_SUCCESS : EXIT_FAILURE;
}
