/*
 * Http: from the bytes of a request to the bytes of a reply, and nothing about what they mean.
 */
#ifndef HTTP_HTTP_H
#define HTTP_HTTP_H

#include "base/format/format.h"
#include "http/cookies.h"
#include "http/input/input.h"

typedef enum Method {
    METHOD_GET,
    METHOD_POST,
    METHOD_PUT,
    METHOD_PATCH,
    METHOD_DELETE,
    METHOD_COUNT
} Method;

enum { PATH_VALUES_MAX = 2 };

/* Who reads a page: what its shell shows them is the business of whoever makes pages. */
typedef struct Face Face;

/* What a handler sees: checked by the route's row, its query and body read by the row's shapes. */
typedef struct Request {
    Method method;
    const char *path;
    const char *value[PATH_VALUES_MAX]; /* what stands for {…} in the route's path, in order */
    const void *query;                  /* the struct of the route's query shape */
    const void *body;                   /* the struct of the route's body or form shape */
    const char *if_match;               /* or NULL */
    const char *if_none_match;          /* or NULL */
    const char *accept_encoding;        /* or NULL */
    bool wants_csv;                     /* Accept has it rather than JSON */
    RunWork *run;                       /* for EFFECT_LONG: how to change the database on the way */
    void *runner;

    /* of pages: */
    const char *target;  /* path and query, as they came */
    const char *origin;  /* of this site, as the browser knows it: https://perq.example */
    const char *referer; /* the address of the page that led here, as the browser says, or NULL */
    Cookies cookies;     /* what the browser keeps for us */
    Form form;           /* what was sent, as it was sent: for showing it again */
    Err refused;         /* why a form is shown again; what exactly is in ctx->refusal */
    const Face *face;    /* what stands around the page */
    const struct Routes *routes;
} Request;

/* A body that is too long to hold: called for piece after piece until it puts nothing. */
typedef Err StreamNext(Ctx *ctx, void *state, Buf *piece);

typedef struct Reply Reply;

/* One more header of a reply, for those that all replies of a kind have. */
typedef struct ReplyHeader {
    const char *name;
    const char *value;
} ReplyHeader;

/* A handler calls one service function and writes the reply. */
typedef Err Handler(Ctx *ctx, const Request *request, Reply *reply);

/* Who waits for slow work before whom: the lower rank first, and few of one caller at a time. */
typedef struct Place {
    int64_t rank;
    uint64_t caller;
} Place;

/* The ranks of long work. What takes seconds has threads of its own, so that nothing waits for it.
 */
enum { RANK_SHORT, RANK_LASTING };

/* What of slow or long work can be told at once: may it be waited for, and in which rank? */
typedef Err AskPlace(Ctx *ctx, const Request *request, Place *ret);

struct Reply {
    int status;               /* 200 unless set */
    const char *content_type; /* application/json unless set */
    Buf body;
    JsonMarks *marks; /* in the body; or NULL */
    const char *location;
    const char *etag;
    const char *vary;             /* the header that it is chosen by, where it has a tag; or NULL */
    const char *cache_control;    /* no-store unless set */
    const char *content_encoding; /* of the body, or NULL */
    const ReplyHeader *headers;   /* more of them, the last without a name; or NULL */
    const char *cookie[COOKIE_COUNT]; /* values to set, "" to take away; NULL: as it is */
    const char *file_name;            /* to be saved as, or NULL */
    StreamNext *stream;               /* instead of body */
    void *stream_state;
    ListOf list;          /* which its cursors are of */
    int64_t wait_seconds; /* of a feed without anything new: so long others may come, which this
                             answer is then made anew with; 0: it is sent now */
    Handler *then;        /* EFFECT_LONG: what to run in the writer when the long part is over */
    void *then_state;     /* for it */
};

/*
 * What running the route does. Reads run on the thread that received them; changes in the writer,
 * many in one group; long work on a thread of its own, from which it hands pieces to the writer
 * (request->run), and ends with an ordinary change (reply->then) that makes the result visible.
 * Slow work is like long work, but takes a tenth of a second, such as comparing a password.
 */
typedef enum Effect { EFFECT_READ, EFFECT_CHANGE, EFFECT_LONG, EFFECT_SLOW } Effect;

typedef struct Route {
    Method method;
    const char *path; /* {name} stands for one value */
    Effect effect;
    Permit permit;
    const Shape *query;
    const Shape *body; /* &NO_SHAPE where it takes none */
    Handler *handler;
    bool secret;   /* the answer must not be stored for retries (RULE KEY-5) */
    bool batch;    /* the body may be BATCH_BYTES_MAX long, from somebody who is signed in */
    bool download; /* the answer is a stream, and one of a few of its account */

    /*
     * Its address is handed on by others, who hang words of their own on it (a mail system its
     * utm_source, a watcher a number against caches): they do no harm.
     */
    bool any_query;

    /*
     * For people, and not for programs: signed in by cookie instead of a token; what is refused is
     * refused by a page; a POST is a form, with a token of ours in it.
     *
     * Where a form is refused for what it says, `again` shows it once more, with what was entered
     * (request->form) and what is wrong (request->refused, ctx->refusal); query and body are not
     * there. Where it is NULL, or fails, the refusal gets a page of its own.
     */
    bool page;
    Handler *again;

    AskPlace *ask; /* for EFFECT_SLOW and LONG, or NULL; on the thread that received the request */
} Route;

/*
 * The rows of a face's routes.def as declarations of what they name, for its own header: each
 * handler and shape is declared by the row that uses it.
 */
#define DECLARE_ROUTE(method, path, effect, permit, query, body, handler, ...)                     \
    extern const Shape query, body;                                                                \
    Handler handler;
#define DECLARE_PAGE(path, permit, query, handler, ...)                                            \
    extern const Shape query;                                                                      \
    Handler handler;
#define DECLARE_FORM(path, effect, permit, form, handler, again, ...)                              \
    extern const Shape form;                                                                       \
    Handler handler, again;
#define DECLARE_BUTTON(path, effect, permit, form, handler)                                        \
    extern const Shape form;                                                                       \
    Handler handler;

/* --- for handlers --------------------------------------------------------------------------- */

/* Start the reply's JSON object. End it with json_object_end(). */
Json reply_json(Ctx *ctx, Reply *reply);

/* The id in the path; ERR_NOT_FOUND where it has not the shape of one with this prefix. */
MUST_CHECK Err request_id(const Request *request, int which, const char *prefix, Id *ret);

/*
 * The entity tag of the body written so far (RFC 9110, section 8.8.3): the version of what it
 * shows, in whichever language that is read. Where something of it changes without anybody changing
 * the thing (json_aside()), the tag has a second part for that, which If-Match does not look at.
 */
void reply_set_etag(Ctx *ctx, Reply *reply);

/*
 * RFC 9110, section 13.1.1: the request must name the version it changes. The version is the tag of
 * the JSON that the body holds now; the body is then emptied for the answer.
 */
MUST_CHECK Err reply_check_if_match(Ctx *ctx, const Request *request, Reply *reply);

/*
 * An English text of err.def in the reader's language, each {member} being what the refusal says of
 * it, or an ellipsis.
 */
const char *problem_text(Ctx *ctx, const char *english);

/* The same by another refusal than the request's. */
const char *refused_text(Ctx *ctx, const Refusal *refusal, const char *english);

/* --- for pages ------------------------------------------------------------------------------ */

/* 303 See Other: what every form that was taken answers. The path is one of ours. */
MUST_CHECK Err reply_redirect(Ctx *ctx, Reply *reply, const char *path);

/*
 * The address that somebody wanted to go on to (`next`, which may be NULL): NULL unless it is the
 * path of a page of ours, with its query. No other host can be meant.
 */
const char *local_page(Ctx *ctx, const Request *request, const char *next);

/* The page of ours that the request came from, or "/" where the browser does not say one. */
const char *referring_page(Ctx *ctx, const Request *request);

/* What is wrong with a field of the form that is shown again, in the reader's language, or NULL. */
const char *form_fault(Ctx *ctx, const char *name);

/* --- members of answers --------------------------------------------------------------------- */

/*
 * A list: {"items":[ … ],"next":"…"}, each item being an object whose members are written between
 * its begin and its end. Where an item does not fit into the answer any more, the part ends before
 * it, and reply_item_begin() says false from then on:
 *
 *     ListReply out = reply_list_begin(ctx, reply);
 *
 *     for (size_t i = 0; i < list.count && reply_item_begin(&out); i++) {
 *         put_partner(&out.json, &list.item[i]);
 *         reply_item_end(&out, list.item[i].id.text);
 *     }
 *     return reply_list_end(ctx, &out, list.more);
 *
 * The place of an item is what the next part begins after; it is borrowed until the list ends.
 * `more`: there are others than those that were to be written. ERR_INTERNAL where not even the
 * first fits: the longest item there can be does.
 */
typedef struct ListReply {
    Json json;
    Json fitting; /* as it was before the item that is being written */
    size_t length;
    const char *last; /* the place of the last item that fitted */
    const ListOf *list;
    bool cut;
} ListReply;

ListReply reply_list_begin(Ctx *ctx, Reply *reply);
MUST_CHECK bool reply_item_begin(ListReply *list);
void reply_item_end(ListReply *list, const char *place);
MUST_CHECK Err reply_list_end(Ctx *ctx, ListReply *list, bool more);

/*
 * The end of a list that grows at its end and is followed: there always is a `next`, which goes on
 * behind that place, as far as which was looked, and `more` says whether there is something yet.
 */
MUST_CHECK Err reply_feed_end(Ctx *ctx, ListReply *list, const char *place, bool more);

/* The query that every list takes: limit and after. */
DECLARE_SHAPE(PAGE_QUERY, Page);

#endif
