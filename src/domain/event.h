/*
 * Event: the kinds of things that happen, from the one table event.def.
 *
 * The database and the feed hold an event's name ("key.redeemed"). One that is in no row was
 * written by a newer version, so whoever reads names must expect it.
 */
#ifndef DOMAIN_EVENT_H
#define DOMAIN_EVENT_H

#include "domain/role.h"

/* What people look for among what happened to a partner; an event may be about several. */
typedef enum ActivityKind {
    ACTIVITY_KEYS,
    ACTIVITY_SUBSCRIPTIONS,
    ACTIVITY_LICENCES,
    ACTIVITY_BENEFITS,
    ACTIVITY_CREDITS,
    ACTIVITY_PEOPLE,
    ACTIVITY_SIGN_IN,
    ACTIVITY_KIND_COUNT
} ActivityKind;

extern const char *const ACTIVITY_KIND_NAMES[];

/* Sets of them, as event.def says them. */
enum {
    ABOUT_NONE = 0, /* of the programme itself, and in the list of no partner */
    ABOUT_KEYS = 1 << ACTIVITY_KEYS,
    ABOUT_SUBSCRIPTIONS = 1 << ACTIVITY_SUBSCRIPTIONS,
    ABOUT_LICENCES = 1 << ACTIVITY_LICENCES,
    ABOUT_BENEFITS = 1 << ACTIVITY_BENEFITS,
    ABOUT_CREDITS = 1 << ACTIVITY_CREDITS,
    ABOUT_PEOPLE = 1 << ACTIVITY_PEOPLE,
    ABOUT_SIGN_IN = 1 << ACTIVITY_SIGN_IN,
};

typedef enum EventType {
#define EVENT(type, name, about, icon, text, members) EVENT_##type,
#include "domain/event.def"
#undef EVENT
    EVENT_TYPE_COUNT
} EventType;

extern const char *const EVENT_NAMES[];
const char *event_name(EventType type);

/* The type with this name; false if there is none. */
MUST_CHECK bool event_from_name(const char *name, EventType *ret);

MUST_CHECK bool event_is_about(EventType type, ActivityKind kind);

/* The members that its data may have, with a space between them; "" where it has none. */
const char *event_members(EventType type);

/*
 * Has the data of such an event no other members, and these in their order? It is a JSON object as
 * base/format writes it, without spaces; objects within it may have any members.
 */
MUST_CHECK bool event_takes(EventType type, const char *data);

/*
 * The roles that the data of an event about a person names; false where it names none, as when
 * something else about the person became otherwise.
 */
MUST_CHECK bool event_read_roles(const char *data, Roles *ret);

#endif
