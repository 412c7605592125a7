/*
 * Form view: the parts that every form has: a field with its label, hint and fault, and above all
 * fields what was refused. A handler that shows a form again fills them from the request:
 *
 *     FormInput email = form_input(ctx, request, "email", TR("E-mail address"));
 *     FormNote note = form_note(ctx, request);
 */
#ifndef HTML_FORM_VIEW_H
#define HTML_FORM_VIEW_H

#include "html/html.h"
#include "http/http.h"

typedef struct FormInput {
    const char *name;
    const char *label;        /* English */
    const char *hint;         /* English, or NULL */
    const char *type;         /* "text" unless set */
    const char *autocomplete; /* "off" unless set */
    const char *value;        /* "" unless there is one */
    const char *fault;        /* in the reader's language, or NULL */
    bool focus;               /* this is where one begins */
} FormInput;

/* What was entered and what is wrong with it, where the form is shown again. */
FormInput form_input(Ctx *ctx, const Request *request, const char *name, const char *label);

/* The same for a password, which is never shown again. */
FormInput form_password(Ctx *ctx, const Request *request, const char *name, const char *label,
                        const char *autocomplete);

/* One of some values, or none of them yet. */
typedef struct FormOption {
    const char *value;
    const char *text; /* in the reader's language */
} FormOption;

typedef struct FormSelect {
    FormInput input;  /* its value is the one that is chosen */
    const char *none; /* English: what stands there where none is */
    FormOption *option;
    size_t count;
} FormSelect;

/* With room for so many options. */
FormSelect form_select(Ctx *ctx, FormInput input, const char *none, size_t options);
void form_option(FormSelect *select, const char *value, const char *text);

/* What is wrong with one field, which has its name for an id. */
typedef struct FormEntry {
    const char *field;
    const char *text;
} FormEntry;

/* Above all fields: what was refused, and a way to each of the fields that it is about. */
typedef struct FormNote {
    bool refused;
    const char *title;  /* in the reader's language */
    const char *detail; /* or NULL */
    FormEntry *entry;
    size_t entry_count;
} FormNote;

FormNote form_note(Ctx *ctx, const Request *request);

/*
 * The way back from what was just done: a button that takes up an offer (service/undo). Where there
 * is a script it goes away after ten seconds, as what the button would undo is no longer news then.
 */
typedef struct UndoForm {
    const char *action;   /* where it is sent */
    const char *deed;     /* into its DEED_NAMES */
    const char *thing_id; /* to what it was done, */
    const char *user_id;  /* and to whom */
    const char *offer;    /* NULL: there is nothing to undo */
    bool from_person;     /* the page of the person, to which it leads back */
} UndoForm;

/* form.html */
void html_undo_form(Html *page, const UndoForm *undo);
void html_form_note(Html *page, const FormNote *note);
void html_form_input(Html *page, const FormInput *input);
void html_form_select(Html *page, const FormSelect *select);
/* What was sent, to be sent once more with the button beside it: all but the form's own token. */
void html_form_again(Html *page, const Form *sent);

#endif
