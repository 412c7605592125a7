#include "portal/redemptions/key_entry.h"

#include "base/limit/limit.h"
#include "base/text/text.h"
#include "service/benefits/benefits.h"

/* --- taking apart --------------------------------------------------------------------------- */

static bool
is_letter_or_digit(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
           (unsigned char)c >= 0x80;
}

/* Characters of a key in so many bytes; a letter of several bytes counts once. */
static int
count_symbols(const char *text, size_t length)
{
    int count = 0;

    for (size_t i = 0; i < length; i += text_character_size(text + i))
        if (is_letter_or_digit(text[i]))
            count++;
    return count;
}

typedef struct Splitter {
    Arena *arena;
    EnteredKeys keys;
    const char *begin; /* of the key being collected, or NULL */
    const char *end;
} Splitter;

static void
finish_key(Splitter *splitter)
{
    if (splitter->begin == NULL)
        return;
    if (splitter->keys.count <= KEYS_TOGETHER_MAX)
        splitter->keys.item[splitter->keys.count++] =
            arena_copy(splitter->arena, splitter->begin, (size_t)(splitter->end - splitter->begin));
    splitter->begin = NULL;
}

/* A word belongs to the key before it as long as that stays within 25 characters. */
static void
take_word(Splitter *splitter, const char *word, size_t length)
{
    const char *end = word + length;
    const char *begin = splitter->begin;

    if (begin != NULL && count_symbols(begin, (size_t)(end - begin)) > KEY_SYMBOLS)
        finish_key(splitter);
    if (splitter->begin == NULL)
        splitter->begin = word;
    splitter->end = end;
    if (count_symbols(splitter->begin, (size_t)(end - splitter->begin)) >= KEY_SYMBOLS)
        finish_key(splitter);
}

EnteredKeys
entered_keys(Arena *arena, const char *text)
{
    static const char SEPARATORS[] = " \t\r\n,;";
    Splitter splitter = {
        .arena = arena,
        .keys = {.item = ARENA_NEW_ARRAY(arena, const char *, KEYS_TOGETHER_MAX + 1)},
    };

    while (text != NULL && *text != '\0') {
        size_t length = strcspn(text, SEPARATORS);
        if (length > 0)
            take_word(&splitter, text, length);
        text += length;
        if (*text == ',' || *text == ';')
            finish_key(&splitter);
        text += *text != '\0';
    }
    finish_key(&splitter);
    return splitter.keys;
}

/* --- choices -------------------------------------------------------------------------------- */

/* Of more, the first, and those that were asked for. */
enum { CHOICES_MAX = 200, ASKED_MAX = KEYS_TOGETHER_MAX + 1 };

/* What was chosen: by the form that is shown again, or by the link that led here. */
typedef struct Asked {
    const char *ref[ASKED_MAX];
    size_t count;
} Asked;

static Asked
asked_by(const Request *request, const KeyEntry *entry)
{
    const Form *form = &request->form;
    Asked asked = {0};

    if (entry->asked_ref != NULL)
        asked.ref[asked.count++] = entry->asked_ref;
    for (size_t i = 0; i < form->count && asked.count < ASKED_MAX; i++)
        if (text_equal(form->field[i].name, "keyRef"))
            asked.ref[asked.count++] = form->field[i].value;
    return asked;
}

static bool
was_asked(const Asked *asked, const char *ref)
{
    for (size_t i = 0; i < asked->count; i++)
        if (text_equal(asked->ref[i], ref))
            return true;
    return false;
}

Err
load_key_choices(Ctx *ctx, const Request *request, const char *sku, KeyEntry *entry)
{
    const Asked asked = asked_by(request, entry);
    KeyQuery query = DEFAULTS_OF(KEY_QUERY);
    KeyViewList list;

    query.limit = CHOICES_MAX;
    query.sku = sku;
    query.ref = asked.ref;
    query.ref_count = asked.count;
    if (!role_permits(ctx->actor.roles, PERMIT_BENEFIT_READ))
        return OK;
    TRY(list_keys(ctx, &query, &list));
    entry->choice = ARENA_NEW_ARRAY(ctx->arena, KeyChoice, list.count);
    for (size_t i = 0; i < list.count; i++) {
        const KeyView *view = &list.item[i];
        if (view->status > KEY_STATUS_REVEALED)
            continue;
        entry->choice[entry->choice_count++] = (KeyChoice){
            .ref = view->key.ref,
            .product = view->name,
            .licenses = view->key.licenses,
            .redeem_by = view->key.redeem_by,
            .chosen = was_asked(&asked, view->key.ref),
        };
    }
    return OK;
}

/* --- what is wrong -------------------------------------------------------------------------- */

/* The first character that no key has, with its place among all; NULL where there is none. */
static const char *
find_foreign(Arena *arena, const char *key, int *ret_place)
{
    int place = 0;

    for (const char *at = key; *at != '\0';) {
        size_t length = text_character_size(at);
        bool between = *at == ' ' || *at == '-';
        bool known = length == 1 && is_letter_or_digit(*at) && *at != 'U' && *at != 'u';
        place += !between;
        *ret_place = place;
        if (!between && !known)
            return arena_copy(arena, at, length);
        at += length;
    }
    return NULL;
}

static Fault
explain_malformed(Ctx *ctx, const char *key)
{
    int place = 0;
    const char *foreign = find_foreign(ctx->arena, key, &place);
    int count = count_symbols(key, strlen(key));

    if (foreign != NULL)
        return (Fault){
            arena_printf(
                ctx->arena,
                lang_text(ctx->lang, TR("A product key never contains “%s”. Check character %d.")),
                foreign, place),
            NULL};
    return (Fault){
        arena_printf(ctx->arena,
                     lang_text(ctx->lang, TR("Enter all %d characters. You have entered %d.")),
                     KEY_SYMBOLS, count),
        NULL};
}

static Fault
explain_mistyped(Ctx *ctx)
{
    int64_t position = refusal_number(ctx, "position");
    const char *compare = lang_text(ctx->lang, TR("Compare with the key on the benefits page."));

    if (position == INPUT_ABSENT)
        return (Fault){lang_text(ctx->lang, TR("One of the characters is wrong.")), compare};
    return (Fault){arena_printf(ctx->arena, lang_text(ctx->lang, TR("Character %lld is wrong.")),
                                (long long)position),
                   compare};
}

/* RULE KEY-8: for a form about keys, these are the requests that there were too many of. */
static Fault
explain_tries(Ctx *ctx)
{
    enum { SECONDS_PER_MINUTE = 60 };
    int64_t seconds = refusal_number(ctx, "retryAfter");
    int64_t minutes = (seconds + SECONDS_PER_MINUTE - 1) / SECONDS_PER_MINUTE;

    return (Fault){
        lang_text(ctx->lang, TR("Too many wrong keys.")),
        arena_printf(ctx->arena,
                     lang_text(ctx->lang, minutes == 1 ? TR("Try again in %lld minute.")
                                                       : TR("Try again in %lld minutes.")),
                     (long long)minutes)};
}

/* Which of the keys is meant: the number that ends the pointer /keys/N. */
static size_t
fault_place(const Ctx *ctx)
{
    const char *pointer = ctx->refusal.fault_count > 0 ? ctx->refusal.fault[0].pointer : "";
    const char *slash = strrchr(pointer, '/');

    return slash == NULL ? 0 : (size_t)strtoul(slash + 1, NULL, 10);
}

/* RULE KEY-7: whose own key it was is told more. */
static Err
load_used(Ctx *ctx, KeyEntry *entry)
{
    const char *text = refusal_text(ctx, "redemptionId");
    RedemptionView *used = ARENA_NEW(ctx->arena, RedemptionView);
    Id id = id_from(text);

    if (text == NULL)
        return OK;
    TRY(get_receipt(ctx, &id, used));
    entry->used = used;
    return OK;
}

Err
explain_entry(Ctx *ctx, const Request *request, KeyEntry *entry)
{
    Err err = request->refused;
    const char *typed = form_value(&request->form, "keys");
    EnteredKeys keys = entered_keys(ctx->arena, typed);
    size_t place = fault_place(ctx);

    if (err == ERR_KEY_MALFORMED && place < keys.count)
        entry->fault = explain_malformed(ctx, keys.item[place]);
    else if (err == ERR_KEY_MISTYPED)
        entry->fault = explain_mistyped(ctx);
    else if (err == ERR_TOO_MANY_REQUESTS)
        entry->fault = explain_tries(ctx);
    else
        entry->fault = fault_of(ctx, err);
    if (err == ERR_PRODUCT_MISMATCH)
        entry->key_product = refusal_text(ctx, "keyProduct");
    if (err == ERR_KEY_MALFORMED || err == ERR_KEY_MISTYPED)
        entry->typed = typed;
    if (keys.count > 1 && place < keys.count && ctx->refusal.fault_count > 0 &&
        err != ERR_MEMBER_INVALID)
        entry->fault.title =
            arena_printf(ctx->arena, lang_text(ctx->lang, TR("Key %zu of %zu: %s")), place + 1,
                         keys.count, entry->fault.title);
    return load_used(ctx, entry);
}
