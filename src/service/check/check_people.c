/*
 * People: what somebody may do is what the events about that person say, and nothing else gave it
 * (RULE AUD-1).
 */
#include "service/check/check_parts.h"

#include "domain/event.h"
#include "store/directory/directory.h"

enum { PEOPLE_ROOM = 1024 };

/* What the events of somebody have come to. */
typedef struct PersonSaid {
    Id id; /* the key of the table */
    Roles roles;
    bool created;
    bool disabled;
} PersonSaid;

Table
check_people_table(Arena *arena)
{
    return table_new(arena, sizeof(Id), sizeof(PersonSaid), PEOPLE_ROOM);
}

/* All events about somebody stand in one stream, so they come in the order in which they happened.
 */
void
check_note_event(Check *check, const Event *event)
{
    EventType type;
    bool is_new;

    if (!event_from_name(event->type, &type) || !id_is(event->subject, "usr_"))
        return;
    if (type != EVENT_USER_CREATED && type != EVENT_USER_CHANGED && type != EVENT_USER_DISABLED &&
        type != EVENT_USER_ENABLED)
        return;
    Id id = id_from(event->subject);
    PersonSaid *said = table_entry(&check->people, &id, &is_new);
    said->created = said->created || type == EVENT_USER_CREATED;
    if (type == EVENT_USER_DISABLED || type == EVENT_USER_ENABLED)
        said->disabled = type == EVENT_USER_DISABLED;
    else if (!event_read_roles(event->data, &said->roles) && type == EVENT_USER_CREATED)
        said->roles = 0;
}

static void
compare_person(Check *check, const User *user)
{
    const PersonSaid *said = table_find(&check->people, &user->id);

    if (said == NULL || !said->created) {
        check_found(check, "user %s: no event says who made it", user->id.text);
        return;
    }
    if (said->roles != user->roles)
        check_found(check, "user %s: its roles are not those that its events gave it",
                    user->id.text);
    if (said->disabled != (user->disabled_at != 0))
        check_found(check, "user %s: its events say otherwise whether it is disabled",
                    user->id.text);
}

Err
check_people(Check *check)
{
    UserList list = {.more = true};
    Id after = {0};

    while (list.more) {
        arena_reset(check->arena, 0);
        TRY(store_user_list_all(&check->tx, &after, CHECK_PAGE_ITEMS, check->arena, &list));
        for (size_t i = 0; i < list.count; i++)
            compare_person(check, &list.item[i]);
        if (list.count > 0)
            after = list.item[list.count - 1].id;
    }
    return OK;
}
