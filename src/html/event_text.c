#include "html/event_text.h"

#include "base/lang/lang.h"
#include "domain/event.h"

typedef struct EventWords {
    const char *icon;
    const char *text;
} EventWords;

static const EventWords WORDS[EVENT_TYPE_COUNT] = {
#define EVENT(type, name, about, icon, text, members) {icon, text},
#include "domain/event.def"
#undef EVENT
};

static EventWords
event_words(const char *name)
{
    EventType type;

    return event_from_name(name, &type) ? WORDS[type]
                                        : (EventWords){"info-circle", TR("Something was changed")};
}

const char *
event_text(const char *name)
{
    return event_words(name).text;
}

const char *
event_icon(const char *name)
{
    return event_words(name).icon;
}
