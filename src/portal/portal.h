/*
 * Portal: the HTML face of the services. Each handler and each shape of a form stands in the file
 * of its noun; here they are declared for the route table. How a page is made stands in page.h.
 */
#ifndef PORTAL_PORTAL_H
#define PORTAL_PORTAL_H

#include "http/http.h"

/* assets.c */
Handler page_asset_show;

/* problems.c */
Handler page_problem_show;

/* sign_in.c */
extern const Shape SIGN_IN_QUERY, SIGN_IN_FORM;
Handler page_sign_in_show, page_sign_in, page_sign_in_again;
Handler page_sign_out, page_sign_out_everywhere, page_root_show;

/* organisation.c */
extern const Shape ORGANISATION_QUERY, ORGANISATION_FORM;
Handler page_organisation_show, page_organisation_choose;

/* password.c */
extern const Shape PASSWORD_FORM, SET_UP_FORM;
Handler page_password_show, page_password_change, page_set_up_show, page_set_up;

/* preferences.c */
extern const Shape PREFERENCES_FORM;
Handler page_preferences_set;

/* help.c */
Handler page_accessibility_show, page_support_show, page_terms_show;

/* benefits.c */
Handler page_benefit_list, page_benefit_export, page_benefit_show;
extern const Shape BENEFITS_PAGE_QUERY;

/* activity.c */
extern const Shape ACTIVITY_QUERY;
Handler page_activity_list, page_activity_export;

/* search.c */
extern const Shape SEARCH_QUERY, SEARCH_FORM;
Handler page_search_show, page_search;

/* home.c */
Handler page_home_show;

/* keys.c */
Handler page_key_list, page_key_export, page_key_reveal, page_key_reveal_again;
extern const Shape KEYS_PAGE_QUERY, REVEAL_FORM;

/* subscriptions.c */
extern const Shape SUBSCRIPTIONS_QUERY, SUBSCRIPTION_PAGE_QUERY, ASSIGN_FORM, RELEASE_FORM;
Handler page_subscription_list, page_subscription_export, page_subscription_show;
Handler page_license_assign, page_license_release, page_license_again;

/* credits.c */
extern const Shape CREDITS_PAGE_QUERY;
Handler page_credit_list;

/* credit.c */
extern const Shape CREDIT_PAGE_QUERY, HOLDER_FORM;
Handler page_credit_show;
Handler page_credit_assign, page_credit_remove, page_credit_again;

/* credit_ledger.c */
Handler page_credit_ledger;

/* my.c */
extern const Shape MY_CREDIT_QUERY;
Handler page_my_show, page_my_credit_show;

/* transfer.c */
extern const Shape TRANSFER_QUERY, TRANSFER_FORM;
Handler page_transfer_check, page_transfer, page_transfer_again;

/* people.c */
extern const Shape PEOPLE_PAGE_QUERY, PERSON_PAGE_QUERY, HOLD_FORM, ACCESS_FORM;
Handler page_people_list, page_people_export, page_person_show;
Handler page_person_assign, page_person_again, page_person_access;

/* new_person.c */
extern const Shape NEW_PERSON_QUERY, NEW_PERSON_FORM;
Handler page_person_new, page_person_create, page_person_new_again;

/* calendar.c */
extern const Shape CALENDAR_QUERY, CALENDAR_FORM;
Handler page_calendar_show, page_calendar_create, page_calendar_revoke, page_calendar_read;

/* drafts.c */
extern const Shape DRAFT_FORM;
Handler page_draft_create, page_draft_again;

/* redeem.c */
extern const Shape REDEEM_ENTRY_QUERY, REDEEM_QUERY, REDEEM_FORM;
Handler page_redeem_enter, page_redeem_enter_again;
Handler page_redeem_check, page_redeem, page_redeem_again;

/* activate.c */
extern const Shape ACTIVATE_QUERY;
Handler page_activate, page_activate_again;
Handler page_activate_check, page_activate_redeem, page_activate_redeem_again;

/* what_if.c */
extern const Shape WHAT_IF_PAGE_QUERY;
Handler page_what_if;

/* receipts.c */
extern const Shape RECEIPT_PAGE_QUERY;
Handler page_receipt_show;

#endif
