#include "http/process.h"

#include <dirent.h>
#include <sys/resource.h>
#include <unistd.h>

static void
look_at_memory(ProcessLook *look)
{
    FILE *file = fopen("/proc/self/statm", "re");
    char line[128] = "", *rest = line;

    if (file == NULL)
        return;
    if (fgets(line, sizeof(line), file) != NULL) {
        look->virtual_bytes = strtoll(line, &rest, 10) * sysconf(_SC_PAGESIZE);
        look->resident_bytes = strtoll(rest, NULL, 10) * sysconf(_SC_PAGESIZE);
    }
    fclose(file);
}

/* Each name in the folder is one, but ".", ".." and the folder itself. */
static void
look_at_files(ProcessLook *look)
{
    DIR *folder = opendir("/proc/self/fd");
    struct rlimit limit;

    if (getrlimit(RLIMIT_NOFILE, &limit) == 0)
        look->open_files_max = (int64_t)limit.rlim_cur;
    if (folder == NULL)
        return;
    for (look->open_files = -3; readdir(folder) != NULL;)
        look->open_files++;
    closedir(folder);
}

static Micros
micros_of(struct timeval time)
{
    return time.tv_sec * MICROS_PER_SECOND + time.tv_usec;
}

ProcessLook
process_look(void)
{
    ProcessLook look = {0};
    struct rusage usage;

    look_at_memory(&look);
    look_at_files(&look);
    if (getrusage(RUSAGE_SELF, &usage) == 0)
        look.processor_time = micros_of(usage.ru_utime) + micros_of(usage.ru_stime);
    return look;
}
