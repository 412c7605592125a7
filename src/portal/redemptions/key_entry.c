#include "portal/redemptions/key_entry.h"

#include "base/limit/limit.h"
#include "base/text/text.h"
#include "service/benefits/benefits.h"

/* --- taking apart --------------------------------------------------------------------------- */

/* What counts as one of the 25: a letter or digit, and what is like nothing on a keyboard. */
static int
count_symbols(const char *text, size_t length)
{
    int count = 0;
    size_t size;

    for (size_t i = 0; i < length; i += size) {
        char c = text_keyboard(text + i, &size);
        count +=
            c == '\0' || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    }
    return count;
}

typedef struct Splitter {
    Arena *arena;
    EnteredKeys keys;
    const char *begin; /* of the key being collected, or NULL */
    const char *end;
} Splitter;

/* What is left of a list, such as a bullet, is no key; but of nothing else the reader is told. */
static void
finish_key(Splitter *splitter)
{
    if (splitter->begin == NULL)
        return;
    size_t length = (size_t)(splitter->end - splitter->begin);
    bool is_rest = count_symbols(splitter->begin, length) == 0 && splitter->keys.count > 0;
    if (!is_rest && splitter->keys.count <= KEYS_TOGETHER_MAX)
        splitter->keys.item[splitter->keys.count++] =
            arena_copy(splitter->arena, splitter->begin, length);
    splitter->begin = NULL;
}

/* "1." or "12)" before a key. */
static bool
is_number_of_list(const char *word, size_t length)
{
    size_t digits = strspn(word, "0123456789");

    return digits > 0 && digits + 1 == length && (word[digits] == '.' || word[digits] == ')');
}

/* To behind so many of what counts as one of the 25. */
static const char *
skip_symbols(const char *text, int count)
{
    size_t size;

    for (; count > 0; text += size) {
        (void)text_keyboard(text, &size);
        count -= count_symbols(text, size);
    }
    return text;
}

/* A word belongs to the key before it as long as that stays within 25 characters. */
static void
take_word(Splitter *splitter, const char *word, size_t length)
{
    const char *end = word + length;
    const char *begin = splitter->begin;

    if (begin != NULL && count_symbols(begin, (size_t)(end - begin)) > KEY_SYMBOLS)
        finish_key(splitter);
    if (splitter->begin == NULL && is_number_of_list(word, length))
        return;
    if (splitter->begin == NULL)
        splitter->begin = word;
    splitter->end = end;
    if (count_symbols(splitter->begin, (size_t)(end - splitter->begin)) >= KEY_SYMBOLS)
        finish_key(splitter);
}

/* Keys that stand together without anything between them are a word of 50 characters, or 75. */
static void
take_glued(Splitter *splitter, const char *word, size_t length)
{
    const char *end = word + length;
    int keys = count_symbols(word, length) / KEY_SYMBOLS;

    if (keys < 2 || count_symbols(word, length) % KEY_SYMBOLS != 0) {
        take_word(splitter, word, length);
        return;
    }
    for (; keys > 1; keys--) {
        const char *next = skip_symbols(word, KEY_SYMBOLS);
        take_word(splitter, word, (size_t)(next - word));
        word = next;
    }
    take_word(splitter, word, (size_t)(end - word));
}

/* To where one of these stands, as a plain keyboard has them, or to the end. */
static const char *
find_any(const char *text, const char *wanted)
{
    size_t size;

    for (; *text != '\0'; text += size) {
        char c = text_keyboard(text, &size);
        if (c != '\0' && strchr(wanted, c) != NULL)
            break;
    }
    return text;
}

EnteredKeys
entered_keys(Arena *arena, const char *text)
{
    static const char ENDS[] = ",;|/", SEPARATORS[] = " ,;|/";
    Splitter splitter = {
        .arena = arena,
        .keys = {.item = ARENA_NEW_ARRAY(arena, const char *, KEYS_TOGETHER_MAX + 1)},
    };
    size_t size;

    while (text != NULL && *text != '\0') {
        const char *end = find_any(text, SEPARATORS);
        if (end > text)
            take_glued(&splitter, text, (size_t)(end - text));
        if (find_any(end, ENDS) == end)
            finish_key(&splitter);
        (void)text_keyboard(end, &size);
        text = end + size;
    }
    finish_key(&splitter);
    return splitter.keys;
}

/* --- choices -------------------------------------------------------------------------------- */

/* Of more, the first, and those that were asked for. */
enum { CHOICES_MAX = 200, ASKED_MAX = KEYS_TOGETHER_MAX + 1 };

/* What was chosen: by the form that is shown again, or by the link that led here. */
typedef struct KeysAsked {
    const char *ref[ASKED_MAX];
    size_t count;
} KeysAsked;

static KeysAsked
asked_by(const Request *request, const KeyEntry *entry)
{
    const Form *form = &request->form;
    KeysAsked asked = {0};

    if (entry->asked_ref != NULL)
        asked.ref[asked.count++] = entry->asked_ref;
    for (size_t i = 0; i < form->count && asked.count < ASKED_MAX; i++)
        if (text_equal(form->field[i].name, "keyRef"))
            asked.ref[asked.count++] = form->field[i].value;
    return asked;
}

static bool
was_asked(const KeysAsked *asked, const char *ref)
{
    for (size_t i = 0; i < asked->count; i++)
        if (text_equal(asked->ref[i], ref))
            return true;
    return false;
}

Err
load_key_choices(Ctx *ctx, const Request *request, const char *sku, KeyEntry *entry)
{
    const KeysAsked asked = asked_by(request, entry);
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

static Fault
explain_malformed(Ctx *ctx, const char *key)
{
    int place = 0;
    const char *at = key_find_foreign(key, &place);

    if (at != NULL)
        return (Fault){
            arena_printf(
                ctx->arena,
                lang_text(ctx->lang, TR("A product key never contains “%s”. Check character %d.")),
                arena_copy(ctx->arena, at, text_character_size(at)), place),
            NULL};
    return (Fault){
        arena_printf(ctx->arena,
                     lang_text(ctx->lang, TR("Enter all %d characters. You have entered %d.")),
                     KEY_SYMBOLS, place),
        NULL};
}

/* RULE KEY-2: one character may explain it, but so may two others: nobody is told that it is so. */
static Fault
explain_mistyped(Ctx *ctx)
{
    enum { GROUP = 5 };
    int64_t position = refusal_number(ctx, "position");

    if (position == INPUT_ABSENT)
        return (Fault){
            lang_text(ctx->lang, TR("More than one of the characters is wrong.")),
            lang_text(ctx->lang, TR("Compare all of them with the key on the benefits page."))};
    return (Fault){
        arena_printf(ctx->arena,
                     lang_text(ctx->lang, TR("Check character %lld first: number %lld of group "
                                             "%lld.")),
                     (long long)position, (long long)((position - 1) % GROUP + 1),
                     (long long)((position - 1) / GROUP + 1)),
        lang_text(ctx->lang, TR("If it is right, more than one is wrong: compare all of them with "
                                "the key on the benefits page."))};
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
    else if (err == ERR_PRODUCT_MISMATCH)
        entry->fault = (Fault){lang_text(ctx->lang, TR("Choose keys of one product at a time.")),
                               lang_text(ctx->lang, TR("These are for several products."))};
    else
        entry->fault = fault_of(ctx, err);
    entry->wrong_place = refusal_number(ctx, "position");
    entry->wrong_key = place;
    if (err == ERR_KEY_MALFORMED || err == ERR_KEY_MISTYPED)
        entry->typed = typed;
    if (keys.count > 1 && place < keys.count && ctx->refusal.fault_count > 0 &&
        err != ERR_MEMBER_INVALID)
        entry->fault.title =
            arena_printf(ctx->arena, lang_text(ctx->lang, TR("Key %zu of %zu: %s")), place + 1,
                         keys.count, entry->fault.title);
    return load_used(ctx, entry);
}
