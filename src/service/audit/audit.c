#include "service/audit/audit.h"

#include "base/table.h"
#include "base/text/text.h"
#include "service/audit/audit_line.h"

enum {
    LINE_ARENA_BYTES = 8 * 1024 * 1024,
    KEPT_BYTES = 1024 * 1024 * 1024, /* of address space: as many as there may be, and no more */
    CHAINS_AT_FIRST = 1024,
    CHAIN_NAME_SIZE = ID_SIZE,
};

/* A head that was written down earlier. */
typedef struct EarlierHead {
    struct EarlierHead *next;
    int64_t seq;
    Hash hash;
    bool met; /* the file has this number */
} EarlierHead;

/* A chain as far as it was followed. */
typedef struct AuditChain {
    char stream[CHAIN_NAME_SIZE];
    int64_t first; /* the number with which it begins in the file; 0: it is not there yet */
    int64_t seq;
    EventForm form;
    Hash hash;
    EarlierHead *earlier;
    bool headed; /* the file says that it ends here */
} AuditChain;

struct Audit {
    AuditFinding *finding;
    void *to;
    Arena *arena; /* of one line */
    Arena *kept;
    Table chains;
    int64_t line, heads_line;
    int64_t heads_read;
    bool begun, ended;
    AuditCounts counts;
};

Audit *
audit_new(AuditFinding *finding, void *to)
{
    Arena *kept = arena_new(KEPT_BYTES);
    Audit *audit = ARENA_NEW(kept, Audit);

    *audit = (Audit){.finding = finding, .to = to, .kept = kept};
    audit->arena = arena_new(LINE_ARENA_BYTES);
    audit->chains = table_new(kept, CHAIN_NAME_SIZE, sizeof(AuditChain), CHAINS_AT_FIRST);
    return audit;
}

void
audit_free(Audit **audit)
{
    if (*audit == NULL)
        return;
    Arena *kept = (*audit)->kept;
    arena_free(&(*audit)->arena);
    arena_free(&kept);
    *audit = NULL;
}

/* --- what is wrong -------------------------------------------------------------------------- */

static void
report(Audit *audit, const char *what)
{
    if (audit->counts.findings++ < AUDIT_FINDINGS_TOLD)
        audit->finding(audit->to, what);
}

#define FOUND(audit, ...) report(audit, arena_printf((audit)->arena, __VA_ARGS__))

static const char *
hash_text(const Audit *audit, const Hash *hash)
{
    char *text = arena_alloc(audit->arena, 2 * HASH_BYTES + 1, 1);

    text_hex(hash->byte, HASH_BYTES, text);
    return text;
}

static bool
hash_equal(const Hash *a, const Hash *b)
{
    return memcmp(a->byte, b->byte, HASH_BYTES) == 0;
}

/* --- chains --------------------------------------------------------------------------------- */

/* NULL where there are more than any file of ours has. */
static AuditChain *
chain_of(Audit *audit, const char *stream)
{
    char key[CHAIN_NAME_SIZE] = "";
    bool is_new;

    snprintf(key, sizeof(key), "%s", stream);
    AuditChain *chain = table_find(&audit->chains, key);
    if (chain != NULL || audit->chains.count == AUDIT_CHAINS_MAX)
        return chain;
    return table_entry(&audit->chains, key, &is_new);
}

static void
keep_earlier(Audit *audit, const Event *event)
{
    AuditChain *chain = audit->heads_read < AUDIT_HEADS_MAX ? chain_of(audit, event->stream) : NULL;

    if (chain == NULL) {
        FOUND(audit, "line %lld of the heads: there are more than can be compared",
              (long long)audit->heads_line);
        return;
    }
    EarlierHead *head = ARENA_NEW(audit->kept, EarlierHead);
    *head = (EarlierHead){.next = chain->earlier, .seq = event->seq, .hash = event->hash};
    chain->earlier = head;
    audit->heads_read++;
}

void
audit_read_head(Audit *audit, const char *text, size_t length)
{
    AuditLine line = {.kind = AUDIT_LINE_BLANK};

    audit->heads_line++;
    if (text != NULL)
        audit_line_read(text, length, audit->arena, &line);
    if (line.kind == AUDIT_LINE_WRONG || text == NULL)
        FOUND(audit, "line %lld of the heads cannot be read: %s", (long long)audit->heads_line,
              text == NULL ? "it is too long" : line.wrong);
    if (line.kind == AUDIT_LINE_HEAD)
        keep_earlier(audit, &line.event);
    arena_reset(audit->arena, 0);
}

/* --- an event ------------------------------------------------------------------------------- */

/* What must come before the first that the file has: nothing, or what was written down of it. */
static bool
find_beginning(Audit *audit, AuditChain *chain, const Event *event, Hash *ret)
{
    *ret = EVENT_CHAIN_START;
    if (event->seq == 1)
        return true;
    for (EarlierHead *head = chain->earlier; head != NULL; head = head->next)
        if (head->seq == event->seq - 1) {
            *ret = head->hash;
            head->met = true;
            audit->counts.heads++;
            return true;
        }
    FOUND(audit, "chain %s begins at number %lld, %s: those before it are not in the file",
          chain->stream, (long long)event->seq, event->id.text);
    return false;
}

/* The hash that it must follow; false where nobody can know it. */
static bool
find_before(Audit *audit, AuditChain *chain, const Event *event, Hash *ret)
{
    if (chain->first == 0) {
        chain->first = event->seq;
        audit->counts.chains++;
        return find_beginning(audit, chain, event, ret);
    }
    *ret = chain->hash;
    if (event->seq == chain->seq + 1)
        return true;
    FOUND(audit, "chain %s: number %lld is expected, and number %lld comes, %s", chain->stream,
          (long long)chain->seq + 1, (long long)event->seq, event->id.text);
    return false;
}

static void
check_hash(Audit *audit, const Hash *before, const AuditLine *line)
{
    const Event *event = &line->event;

    if (line->withheld) {
        audit->counts.taken++;
        return;
    }
    Hash hash = event_chain_hash(before, event, audit->arena);
    if (!hash_equal(&hash, &event->hash))
        FOUND(audit, "chain %s breaks at number %lld, %s: its hash is expected to be %s, and is %s",
              event->stream, (long long)event->seq, event->id.text, hash_text(audit, &hash),
              hash_text(audit, &event->hash));
}

static void
compare_earlier(Audit *audit, AuditChain *chain, const Event *event)
{
    for (EarlierHead *head = chain->earlier; head != NULL; head = head->next) {
        if (head->seq != event->seq || head->met)
            continue;
        head->met = true;
        if (hash_equal(&head->hash, &event->hash))
            audit->counts.heads++;
        else
            FOUND(audit,
                  "chain %s: of number %lld the hash %s was written down, and it is %s: the chain "
                  "was made anew",
                  chain->stream, (long long)head->seq, hash_text(audit, &head->hash),
                  hash_text(audit, &event->hash));
    }
}

static void
follow_event(Audit *audit, const AuditLine *line)
{
    const Event *event = &line->event;
    AuditChain *chain = chain_of(audit, event->stream);
    Hash before;

    audit->counts.events++;
    if (chain == NULL) {
        FOUND(audit, "line %lld: there are more chains than can be followed",
              (long long)audit->line);
        return;
    }
    if (find_before(audit, chain, event, &before))
        check_hash(audit, &before, line);
    /* Or who changes an event could say that it is of the form whose hash nobody can work out. */
    if (event->form < chain->form)
        FOUND(audit, "chain %s: number %lld, %s, is of an older form than the one before it",
              chain->stream, (long long)event->seq, event->id.text);
    if (!event_texts_fit(event, audit->arena))
        FOUND(audit,
              "chain %s: number %lld, %s, says an address or a reason that is not the one "
              "of its digest",
              chain->stream, (long long)event->seq, event->id.text);
    compare_earlier(audit, chain, event);
    chain->seq = event->seq;
    chain->form = event->form;
    chain->hash = event->hash;
    chain->headed = false;
}

/* --- the other lines ------------------------------------------------------------------------ */

static void
check_head(Audit *audit, const Event *head)
{
    AuditChain *chain = chain_of(audit, head->stream);

    if (chain == NULL || chain->first == 0) {
        FOUND(audit, "chain %s has a head and no events: they are not in the file", head->stream);
        return;
    }
    chain->headed = true;
    if (chain->seq != head->seq)
        FOUND(audit, "chain %s: number %lld is expected at its end, and number %lld is there",
              chain->stream, (long long)head->seq, (long long)chain->seq);
    else if (!hash_equal(&chain->hash, &head->hash))
        FOUND(audit, "chain %s: at its end the hash %s is expected, and %s is there", chain->stream,
              hash_text(audit, &head->hash), hash_text(audit, &chain->hash));
}

static void
check_end(Audit *audit, const AuditLine *line)
{
    if (line->events != audit->counts.events || line->chains != audit->counts.chains)
        FOUND(audit,
              "at the end %lld events in %lld chains are expected, and %lld in %lld are there",
              (long long)line->events, (long long)line->chains, (long long)audit->counts.events,
              (long long)audit->counts.chains);
    audit->ended = true;
    audit->counts.has_heads = true;
}

static void
check_begin(Audit *audit)
{
    if (audit->begun || audit->counts.events > 0)
        FOUND(audit, "line %lld: another export begins", (long long)audit->line);
    audit->begun = true;
}

void
audit_read_line(Audit *audit, const char *text, size_t length)
{
    AuditLine line = {.kind = AUDIT_LINE_WRONG, .wrong = "it is too long"};

    audit->line++;
    if (text != NULL)
        audit_line_read(text, length, audit->arena, &line);
    if (audit->ended && line.kind != AUDIT_LINE_BLANK)
        FOUND(audit, "line %lld stands behind the end", (long long)audit->line);
    if (line.kind == AUDIT_LINE_WRONG)
        FOUND(audit, "line %lld cannot be read: %s", (long long)audit->line, line.wrong);
    else if (line.kind == AUDIT_LINE_EVENT)
        follow_event(audit, &line);
    else if (line.kind == AUDIT_LINE_HEAD)
        check_head(audit, &line.event);
    else if (line.kind == AUDIT_LINE_BEGIN)
        check_begin(audit);
    else if (line.kind == AUDIT_LINE_END)
        check_end(audit, &line);
    arena_reset(audit->arena, 0);
}

/* --- the end -------------------------------------------------------------------------------- */

static void
report_unmet(Audit *audit, const AuditChain *chain)
{
    for (const EarlierHead *head = chain->earlier; head != NULL; head = head->next)
        if (!head->met && chain->first == 0)
            FOUND(audit, "chain %s, of which number %lld was written down, is not in the file",
                  chain->stream, (long long)head->seq);
        else if (!head->met && head->seq > chain->seq)
            FOUND(audit,
                  "chain %s ends at number %lld, and number %lld was written down: its end "
                  "is not in the file",
                  chain->stream, (long long)chain->seq, (long long)head->seq);
        else if (!head->met && head->seq < chain->first - 1)
            FOUND(audit, "chain %s: number %lld was written down, and is not in the file",
                  chain->stream, (long long)head->seq);
}

AuditCounts
audit_end(Audit *audit)
{
    if (audit->begun && !audit->ended)
        FOUND(audit, "the file is cut off: an export has a last line that says so");
    for (size_t i = 0; i < audit->chains.count; i++) {
        const AuditChain *chain = audit->chains.entry[i];
        arena_reset(audit->arena, 0);
        if (audit->ended && chain->first > 0 && !chain->headed)
            FOUND(audit, "chain %s has no head in the file", chain->stream);
        report_unmet(audit, chain);
    }
    return audit->counts;
}
