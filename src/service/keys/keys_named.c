/*
 * The keys that a request means: read, found, and judged in one order (RULE KEY-7).
 */
#include "service/keys/keys.h"

#include "base/text/text.h"
#include "service/keys/attempts.h"

/* What a key looks like in the database, before it is known to be there. */
typedef struct NamedKey {
    const char *pointer;  /* into the request */
    const Digest *digest; /* of a key given by its text: whichever the database knows it by */
    size_t digest_count;
    const char *ref; /* of one given by its reference, else NULL */
} NamedKey;

static Err
refuse_key(Ctx *ctx, Err err, const char *pointer)
{
    if (err == ERR_KEY_MALFORMED || err == ERR_KEY_MISTYPED)
        attempts_charge(ctx, ATTEMPT_TYPING);
    if (err == ERR_KEY_NOT_REDEEMABLE)
        attempts_charge(ctx, ATTEMPT_GUESSING);
    return refuse_member(&ctx->refusal, err, pointer, NULL);
}

/* Names the character that no key has: it is of no key, so it is no secret (RULE KEY-5). */
static Err
name_foreign(Ctx *ctx, const char *text)
{
    int place = 0;
    const char *at = key_find_foreign(text, &place);

    if (at == NULL)
        return ERR_KEY_MALFORMED;
    Err err = refuse_with_number(&ctx->refusal, ERR_KEY_MALFORMED, "position", place);
    return refuse_with_text(&ctx->refusal, err, "character",
                            arena_copy(ctx->arena, at, text_character_size(at)));
}

static Err
read_key_text(Ctx *ctx, const char *text, NamedKey *ret)
{
    ProductKey key;
    int position;

    Err err = key_parse(text, &key, &position);
    if (err == ERR_KEY_MALFORMED)
        err = name_foreign(ctx, text);
    else if (err != OK && position > 0)
        err = refuse_with_number(&ctx->refusal, err, "position", position);
    if (err != OK)
        return refuse_key(ctx, err, ret->pointer);
    ret->digest = key_digests(ctx->vault, &key, ctx->arena);
    ret->digest_count = key_digest_count(ctx->vault);
    return OK;
}

static Err
read_ref(Ctx *ctx, const char *text, NamedKey *ret)
{
    char *ref = arena_alloc(ctx->arena, KEY_REF_SIZE, 1);

    if (!key_ref_parse(text, ref))
        return refuse_key(ctx, ERR_KEY_NOT_REDEEMABLE, ret->pointer);
    ret->ref = ref;
    return OK;
}

static bool
is_same(const NamedKey *a, const NamedKey *b)
{
    if (a->ref != NULL || b->ref != NULL)
        return a->ref != NULL && b->ref != NULL && text_equal(a->ref, b->ref);
    return memcmp(a->digest, b->digest, sizeof(*a->digest)) == 0;
}

static Err
read_all(Ctx *ctx, const KeysMeant *meant, NamedKey *ret, size_t count)
{
    bool by_ref = meant->key_ref_count > 0;

    for (size_t i = 0; i < count; i++) {
        ret[i].pointer = arena_printf(ctx->arena, by_ref ? "/keyRefs/%zu" : "/keys/%zu", i);
        if (meant->key_digest_count > 0) {
            ret[i].digest = &meant->key_digest[i];
            ret[i].digest_count = 1;
        } else if (by_ref)
            TRY(read_ref(ctx, meant->key_ref[i], &ret[i]));
        else
            TRY(read_key_text(ctx, meant->key[i], &ret[i]));
    }
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < i; j++)
            if (is_same(&ret[i], &ret[j]))
                return refuse_key(ctx, ERR_KEY_DUPLICATE, ret[i].pointer);
    return OK;
}

/*
 * RULE KEY-7: One answer for keys that are unknown, another partner's, revoked, or used by another
 * tenant. Only who redeemed a key hears that it is redeemed.
 */
static Err
check_key(const Ctx *ctx, const KeyRecord *key)
{
    const Actor *actor = &ctx->actor;

    if (key == NULL || key->state == KEY_REVOKED)
        return ERR_KEY_NOT_REDEEMABLE;
    if (!id_is_empty(&key->partner_id) && !id_equal(&key->partner_id, &actor->partner_id))
        return ERR_KEY_NOT_REDEEMABLE;
    if (key->state == KEY_REDEEMED)
        return id_equal(&key->tenant_id, &actor->tenant_id) ? ERR_KEY_ALREADY_REDEEMED
                                                            : ERR_KEY_NOT_REDEEMABLE;
    /* RULE DT-4, KEY-4: the last day is the lot's, and is still a day on which it can be used. */
    return date_after(ctx->today, key->redeem_by) ? ERR_KEY_EXPIRED : OK;
}

/* All of them are given by their references, or none is. */
static Err
load_keys(Ctx *ctx, Tx *tx, const NamedKey *named, size_t count, KeyRecordList *ret)
{
    const char **ref = ARENA_NEW_ARRAY(ctx->arena, const char *, count);
    Digest *digest = ARENA_NEW_ARRAY(ctx->arena, Digest, count * key_digest_count(ctx->vault));
    size_t digests = 0;

    for (size_t i = 0; i < count; i++) {
        ref[i] = named[i].ref;
        for (size_t j = 0; j < named[i].digest_count; j++)
            digest[digests++] = named[i].digest[j];
    }
    if (ref[0] != NULL)
        return store_key_list_by_refs(tx, ref, count, ctx->arena, ret);
    return store_key_list_by_digests(tx, digest, digests, ctx->arena, ret);
}

/* A reference is no secret: it names only keys that are the partner's own. */
static bool
is_key_of(const NamedKey *named, const KeyRecord *key)
{
    if (named->ref != NULL)
        return text_equal(named->ref, key->ref) && !id_is_empty(&key->partner_id);
    for (size_t i = 0; i < named->digest_count; i++)
        if (memcmp(&named->digest[i], &key->digest, sizeof(key->digest)) == 0)
            return true;
    return false;
}

static const KeyRecord *
find_record_of(const NamedKey *named, const KeyRecordList *keys)
{
    for (size_t i = 0; i < keys->count; i++)
        if (is_key_of(named, &keys->item[i]))
            return &keys->item[i];
    return NULL;
}

static Err
find_named_key(Ctx *ctx, const NamedKey *named, const KeyRecordList *keys, KeyRecord *ret)
{
    const KeyRecord *key = find_record_of(named, keys);

    Err err = check_key(ctx, key);
    if (err == ERR_KEY_EXPIRED) {
        char *text = arena_alloc(ctx->arena, DATE_TEXT_SIZE, 1);
        date_format(key->redeem_by, text);
        err = refuse_with_text(&ctx->refusal, err, "redeemBy", text);
    }
    if (err == ERR_KEY_ALREADY_REDEEMED)
        err = refuse_with_text(&ctx->refusal, err, "redemptionId",
                               arena_printf(ctx->arena, "%s", key->redemption_id.text));
    if (err != OK)
        return refuse_key(ctx, err, named->pointer);
    *ret = *key;
    return OK;
}

Err
find_named_keys(Ctx *ctx, Tx *tx, const KeysMeant *meant, KeyRecord **ret_key, size_t *ret_count)
{
    /* One of them is not 0, or the request is refused. */
    size_t count = meant->key_count + meant->key_ref_count + meant->key_digest_count;
    NamedKey *named = ARENA_NEW_ARRAY(ctx->arena, NamedKey, count);
    KeyRecord *key = ARENA_NEW_ARRAY(ctx->arena, KeyRecord, count);
    KeyRecordList keys;

    TRY(attempts_check(ctx));
    if ((meant->key_count > 0) + (meant->key_ref_count > 0) + (meant->key_digest_count > 0) != 1)
        return refuse_member(&ctx->refusal, ERR_MEMBER_INVALID, "/keys",
                             TR("Give either keys or keyRefs."));
    TRY(read_all(ctx, meant, named, count));

    /* RULE SUB-4: the request repeats the tenant's id, so that nobody redeems in the wrong one. */
    if (!text_equal(meant->tenant_id, ctx->actor.tenant_id.text))
        return refuse_member(&ctx->refusal, ERR_WRONG_TENANT, "/tenantId", NULL);
    TRY(load_keys(ctx, tx, named, count, &keys));
    for (size_t i = 0; i < count; i++)
        TRY(find_named_key(ctx, &named[i], &keys, &key[i]));
    *ret_key = key;
    *ret_count = count;
    return OK;
}
