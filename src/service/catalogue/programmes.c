/*
 * Other programmes: licence, prepaid and credit programmes in which people may take part besides.
 */
#include "service/catalogue/catalogue.h"

#include "service/record.h"

Err
create_programme(Ctx *ctx, const ProgrammeInput *input, OtherProgramme *ret)
{
    CLEANUP(tx_end) Tx tx = {0};
    const OtherProgramme programme = {input->code, input->name, ctx->now};

    TRY(tx_begin(ctx->db, &tx));
    TRY(store_programme_add(&tx, &programme));
    TRY(record_event(ctx, &tx, &(Record){0}, EVENT_PROGRAMME_CREATED, programme.code));
    TRY(tx_commit(&tx));
    *ret = programme;
    return OK;
}

Err
list_programmes(Ctx *ctx, const Page *page, OtherProgrammeList *ret)
{
    CLEANUP(tx_end) Tx tx = {0};

    TRY(tx_begin(ctx->db, &tx));
    TRY(store_programme_list(&tx, page, ctx->arena, ret));
    return tx_commit(&tx);
}
