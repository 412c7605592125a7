#include "base/err.h"

typedef enum ErrKind { NOTHING_WRONG, REFUSED, TROUBLE } ErrKind;

typedef struct ErrInfo {
    int status;
    ErrKind kind;
    const char *code;
    const char *title;
    const char *detail;
} ErrInfo;

static const ErrInfo ERR_INFO[ERR_COUNT] = {
    [OK] = {200, NOTHING_WRONG, "ok", "", ""},
#define ERR(name, status, kind, code, title, detail)                                               \
    [ERR_##name] = {status, kind, code, title, detail},
#include "base/err.def"
#undef ERR
};

int
err_http_status(Err err)
{
    assert(err < ERR_COUNT);
    return ERR_INFO[err].status;
}

bool
err_is_refusal(Err err)
{
    assert(err < ERR_COUNT);
    return ERR_INFO[err].kind == REFUSED;
}

const char *
err_code(Err err)
{
    assert(err < ERR_COUNT);
    return ERR_INFO[err].code;
}

const char *
err_title(Err err)
{
    assert(err < ERR_COUNT);
    return ERR_INFO[err].title;
}

const char *
err_detail(Err err)
{
    assert(err < ERR_COUNT);
    return ERR_INFO[err].detail;
}

bool
err_from_code(const char *code, Err *ret)
{
    for (int err = OK + 1; err < ERR_COUNT; err++) {
        if (strcmp(ERR_INFO[err].code, code) == 0) {
            *ret = (Err)err;
            return true;
        }
    }
    return false;
}
