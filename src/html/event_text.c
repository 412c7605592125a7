#include "html/event_text.h"

#include "base/lang/lang.h"
#include "base/text/text.h"

static const struct {
    const char *type;
    const char *icon;
    const char *text;
} WORDS[] = {
    {"benefit.superseded", "gift", TR("A higher offer took the place of a benefit")},
    {"calendar.created", "calendar-event", TR("Address of a calendar made")},
    {"calendar.revoked", "calendar-event", TR("Address of a calendar revoked")},
    {"credit.alert", "exclamation-triangle", TR("Alert: part of a credit is used")},
    {"credit.assigned", "person-plus", TR("Credit assigned")},
    {"credit.granted", "gift", TR("Credit for a period granted")},
    {"credit.lapsed", "clock", TR("What was left of a credit lapsed")},
    {"credit.provisioned", "gift", TR("Credit set up")},
    {"credit.removed", "person", TR("Credit taken from somebody")},
    {"credit.suspended", "exclamation-triangle", TR("Credit used up")},
    {"credit.transferred", "arrow-right", TR("Credit transferred")},
    {"credit.used", "calculator", TR("Use of a credit reported")},
    {"enrolment.created", "gift", TR("Enrolled in an offer")},
    {"key-lot.created", "key", TR("Product keys made")},
    {"key-lot.exported", "download", TR("Product keys taken as a file")},
    {"key.redeemed", "check-circle", TR("Product key redeemed")},
    {"key.replaced", "key", TR("Product key replaced")},
    {"key.revealed", "eye", TR("Product key shown")},
    {"license.assigned", "person-plus", TR("Licence assigned")},
    {"license.released", "person", TR("Licence released")},
    {"partner.created", "building", TR("Partner added to the programme")},
    {"password.changed", "shield-check", TR("Password changed")},
    {"password.link-created", "shield-check", TR("Link for a new password made")},
    {"redemption.voided", "arrow-counterclockwise", TR("Redemption taken back")},
    {"session.ended", "box-arrow-right", TR("Signed out")},
    {"session.started", "person", TR("Signed in")},
    {"tenant.created", "building", TR("Organisation created")},
    {"token.created", "gear", TR("Token for programs made")},
    {"user.changed", "person", TR("Person changed")},
    {"user.created", "person-plus", TR("Person added")},
    {"user.disabled", "x-circle", TR("Sign-in disabled")},
    {"user.enabled", "check-circle", TR("Sign-in enabled again")},
};

static size_t
index_of(const char *type)
{
    size_t i = 0;

    while (i < COUNT_OF(WORDS) && !text_equal(WORDS[i].type, type))
        i++;
    return i;
}

const char *
event_text(const char *type)
{
    size_t i = index_of(type);

    return i < COUNT_OF(WORDS) ? WORDS[i].text : TR("Something was changed");
}

const char *
event_icon(const char *type)
{
    size_t i = index_of(type);

    return i < COUNT_OF(WORDS) ? WORDS[i].icon : "info-circle";
}
