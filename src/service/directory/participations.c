/*
 * Participations: which other programmes people take part in, imported for many at once. RULE CR-6
 * asks about them when a credit is assigned.
 *
 * An import is too much for one turn of the writer, so it is done in parts. What a row came to is
 * kept beside the row: a part that the writer runs again, after it has undone it, says it anew.
 */
#include "service/directory/directory.h"

#include "base/table.h"
#include "base/text/text.h"
#include "service/directory/user_parts.h"

enum { PART_ROWS = 250 }; /* the writer is held for some milliseconds at a time */

typedef struct Row {
    const ParticipationInput *input;
    const char **programme; /* in order */
    Err err;                /* why it is rejected */
    bool changed;
} Row;

/* Whom a row was the first to concern. */
typedef struct Claim {
    Id user_id;
    size_t row;
} Claim;

typedef struct Import {
    Row *row;
    size_t count;
    size_t begin, end; /* the part that is being done */
    Table claims;
} Import;

/* --- before the writer ---------------------------------------------------------------------- */

static const char *
pointer_of(Ctx *ctx, size_t index, const char *member)
{
    return arena_printf(ctx->arena, "/participations/%zu/%s", index, member);
}

static Err
check_tenant_named(Ctx *ctx, const ParticipationInput *input, size_t index)
{
    if (input->tenant_id == NULL && input->domain == NULL)
        return refuse_member(&ctx->refusal, ERR_MEMBER_INVALID, pointer_of(ctx, index, "tenantId"),
                             TR("Name the tenant, by its id or by its domain."));
    if (input->tenant_id != NULL && input->domain != NULL)
        return refuse_member(&ctx->refusal, ERR_MEMBER_INVALID, pointer_of(ctx, index, "domain"),
                             TR("Name the tenant by its id or by its domain, not by both."));
    return OK;
}

static Err
read_rows(Ctx *ctx, const ImportInput *input, Row *row)
{
    for (size_t i = 0; i < input->participation_count; i++) {
        const ParticipationInput *its = &input->participation[i];
        row[i].input = its;
        TRY(check_tenant_named(ctx, its, i));
        TRY(read_programmes(ctx, pointer_of(ctx, i, "programmes"),
                            &(Programmes){its->programme, its->programme_count},
                            &row[i].programme));
    }
    return OK;
}

/* --- one row -------------------------------------------------------------------------------- */

static Err
find_participant_tenant(Ctx *ctx, Tx *tx, const ParticipationInput *input, Tenant *ret)
{
    Id id;

    if (input->domain != NULL)
        return store_tenant_get_by_domain(tx, input->domain, ctx->arena, ret);
    id = id_from(input->tenant_id);
    return store_tenant_get(tx, &id, ctx->arena, ret);
}

static Err
find_person(Ctx *ctx, Tx *tx, const Tenant *tenant, const char *email, User *ret)
{
    Err err = store_user_get_by_email(tx, &tenant->id, email, ctx->arena, ret);

    return err == ERR_NOT_FOUND ? ERR_USER_NOT_IN_DIRECTORY : err;
}

/* Somebody belongs to the first row that is about them, also when that row is done once more. */
static Err
claim_person(Import *import, size_t index, const Id *user_id)
{
    bool is_new;
    Claim *claim = table_entry(&import->claims, user_id, &is_new);

    if (is_new)
        claim->row = index;
    return claim->row == index ? OK : ERR_PERSON_REPEATED;
}

/* Whom the row is about. */
typedef struct Concerned {
    Tenant tenant;
    User user;
} Concerned;

static Err
find_concerned(Ctx *ctx, Tx *tx, Import *import, size_t index, Concerned *ret)
{
    const ParticipationInput *input = import->row[index].input;
    Concerned found;

    TRY(find_participant_tenant(ctx, tx, input, &found.tenant));
    TRY(find_person(ctx, tx, &found.tenant, input->email, &found.user));
    TRY(claim_person(import, index, &found.user.id));
    *ret = found;
    return OK;
}

/* A refusal rejects the row: it comes before anything is changed. Trouble fails the part. */
static Err
do_row(Ctx *ctx, Tx *tx, Import *import, size_t index)
{
    Row *row = &import->row[index];
    Concerned whose;

    row->changed = false;
    row->err = find_concerned(ctx, tx, import, index, &whose);
    if (err_is_refusal(row->err))
        return OK;
    TRY(row->err);
    User after = whose.user;
    after.programme = row->programme;
    after.programme_count = row->input->programme_count;
    if (has_same_programmes(&whose.user, &after))
        return OK;
    row->changed = true;
    return save_user(ctx, tx, &whose.user, &after, &whose.tenant);
}

/* --- all rows ------------------------------------------------------------------------------- */

static Err
do_part(Ctx *ctx, void *data)
{
    CLEANUP(tx_end) Tx tx = {0};
    Import *import = data;
    size_t mark = arena_mark(ctx->arena);

    TRY(tx_begin(ctx->db, &tx));
    for (size_t i = import->begin; i < import->end; i++) {
        TRY(do_row(ctx, &tx, import, i));
        arena_reset(ctx->arena, mark);
    }
    return tx_commit(&tx);
}

static ImportOutcome
outcome_of(Ctx *ctx, const Import *import)
{
    ImportOutcome outcome = {.rejected = ARENA_NEW_ARRAY(ctx->arena, Rejection, import->count)};

    for (size_t i = 0; i < import->count; i++) {
        const Row *row = &import->row[i];
        if (row->err != OK)
            outcome.rejected[outcome.rejected_count++] = (Rejection){(int64_t)i, row->err};
        else if (row->changed)
            outcome.changed++;
        else
            outcome.unchanged++;
    }
    return outcome;
}

Err
import_participations(Ctx *ctx, const ImportInput *input, RunWork *run, void *runner,
                      ImportOutcome *ret)
{
    size_t count = input->participation_count;
    Import import = {
        .row = ARENA_NEW_ARRAY(ctx->arena, Row, count),
        .count = count,
        /* Room for all of them, as what a row takes of the arena is forgotten after it. */
        .claims = table_new(ctx->arena, sizeof(Id), sizeof(Claim), count),
    };

    TRY(read_rows(ctx, input, import.row));
    for (size_t begin = 0; begin < count; begin = import.end) {
        import.begin = begin;
        import.end = count - begin < PART_ROWS ? count : begin + PART_ROWS;
        TRY(run(runner, do_part, &import));
    }
    *ret = outcome_of(ctx, &import);
    return OK;
}
