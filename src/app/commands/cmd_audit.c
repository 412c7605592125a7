/*
 * perq audit verify: follows the chains of an exported file (RULE AUD-6).
 */
#include "app/commands/commands.h"

#include "app/commands/line.h"
#include "base/format/format.h"
#include "base/text/text.h"
#include "service/audit/audit.h"

#include <errno.h>
#include <stdio.h>

enum { ARENA_BYTES = 16 * 1024 * 1024, ANSWER_MAX = 1024 * 1024 };

/* One run: where what is found goes. */
typedef struct AuditRun {
    bool as_json;
    Arena *arena;
    Buf answer; /* as JSON */
    Json json;
    Audit *audit;
    Line line;
} AuditRun;

static void
end_audit_run(AuditRun *run)
{
    audit_free(&run->audit);
    arena_free(&run->arena);
}

static void
print_audit_finding(void *to, const char *what)
{
    AuditRun *run = to;

    if (run->as_json)
        json_text(&run->json, NULL, what);
    else
        printf("%s\n", what);
}

/* --- reading -------------------------------------------------------------------------------- */

typedef void ReadLine(Audit *audit, const char *line, size_t length);

static bool
read_lines(AuditRun *run, FILE *in, ReadLine *read)
{
    while (line_read(in, &run->line))
        read(run->audit, run->line.too_long ? NULL : run->line.text, run->line.length);
    return !ferror(in);
}

static void
close_file(FILE **file)
{
    if (*file != NULL && *file != stdin)
        fclose(*file);
}

/* All lines of a file, "-" being standard input; false where it cannot be read, which was said. */
static bool
read_audit_file(AuditRun *run, const char *path, ReadLine *read)
{
    CLEANUP(close_file) FILE *file = text_equal(path, "-") ? stdin : fopen(path, "re");

    errno = file == NULL ? errno : 0;
    if (file != NULL && read_lines(run, file, read))
        return true;
    fprintf(stderr, "perq audit verify: %s: %s\n", path, strerror(errno));
    return false;
}

/* --- the answer ----------------------------------------------------------------------------- */

static void
finish_audit_json(AuditRun *run, const AuditCounts *counts)
{
    Json *json = &run->json;

    json_array_end(json);
    json_bool(json, "sound", counts->findings == 0);
    json_int(json, "findingCount", counts->findings);
    json_int(json, "events", counts->events);
    json_int(json, "chains", counts->chains);
    json_bool(json, "wholeExport", counts->has_heads);
    json_int(json, "headsCompared", counts->heads);
    json_int(json, "takenAsTheyAre", counts->taken);
    json_object_end(json);
    printf("%s\n", run->answer.data);
}

/* What could not be found out is said beside what was. */
static void
finish_audit_text(const AuditCounts *counts)
{
    printf("%lld events in %lld chains, %lld heads of earlier compared: ",
           (long long)counts->events, (long long)counts->chains, (long long)counts->heads);
    if (counts->findings == 0)
        puts("nothing wrong");
    else
        printf("%lld wrong\n", (long long)counts->findings);
    if (!counts->has_heads)
        puts(
            "The file does not say where the chains end: whether events are missing there, earlier "
            "heads tell.");
    if (counts->taken > 0)
        printf(
            "%lld events of the first form do not say from where they came: their hashes are "
            "taken as they are.\n",
            (long long)counts->taken);
}

int
cmd_audit_verify(const Settings *settings)
{
    CLEANUP(end_audit_run)
    AuditRun run = {.as_json = settings->json, .arena = arena_new(ARENA_BYTES)};

    run.audit = audit_new(print_audit_finding, &run);
    run.answer = buf_new(run.arena, ANSWER_MAX);
    run.json = json_new(&run.answer);
    json_object_begin(&run.json, NULL);
    json_array_begin(&run.json, "findings");
    if (settings->heads != NULL && !read_audit_file(&run, settings->heads, audit_read_head))
        return EXIT_COULD_NOT;
    if (!read_audit_file(&run, settings->word[2], audit_read_line))
        return EXIT_COULD_NOT;
    AuditCounts counts = audit_end(run.audit);
    if (settings->json)
        finish_audit_json(&run, &counts);
    else
        finish_audit_text(&counts);
    return counts.findings == 0 ? EXIT_DONE : EXIT_NO;
}
