/*
 * Tokens: those for programs, on a page of each face: whose they are, until when, and a new one
 * that is shown once. The faces have rows for them under addresses of their own.
 */
#ifndef HTML_TOKENS_TOKENS_H
#define HTML_TOKENS_TOKENS_H

#include "html/form_view.h"
#include "html/html.h"
#include "http/http.h"
#include "service/sign_in/sign_in.h"

typedef struct TokensView {
    const char *path; /* of this page */
    TokenList own;
    TokenList others; /* a part of those of others whom the reader sees */
    const char *next; /* more of those, or NULL */
    FormNote note;
    FormInput name, days;
    const char *made; /* the one that was made just now, or NULL */
    Micros now;
    Id reader;       /* whose own can be revoked by anybody, */
    bool may_revoke; /* and others */
    bool may_make;
} TokensView;

void html_tokens(Html *page, const TokensView *view);

/* For the rows of the faces: the list, the form that makes one and its refusal, the end of one. */
Handler page_token_list, page_token_create, page_token_again, page_token_revoke;

#endif
