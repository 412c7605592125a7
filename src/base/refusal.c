#include "base/refusal.h"

static Err
add_member(Refusal *refusal, Err err, RefusalMember member)
{
    assert(refusal->member_count < REFUSAL_MEMBERS_MAX);
    refusal->member[refusal->member_count++] = member;
    return err;
}

Err
refuse_with_number(Refusal *refusal, Err err, const char *name, int64_t number)
{
    return add_member(refusal, err, (RefusalMember){.name = name, .number = number});
}

Err
refuse_with_text(Refusal *refusal, Err err, const char *name, const char *text)
{
    return add_member(refusal, err, (RefusalMember){.name = name, .text = text});
}

Err
refuse_with_texts(Refusal *refusal, Err err, const char *name, const char *const *texts)
{
    return add_member(refusal, err, (RefusalMember){.name = name, .texts = texts});
}

Err
refuse_member(Refusal *refusal, Err err, const char *pointer, const char *detail)
{
    if (refusal->fault_count < REFUSAL_FAULTS_MAX)
        refusal->fault[refusal->fault_count++] = (RefusalFault){pointer, err, detail};
    return err;
}
