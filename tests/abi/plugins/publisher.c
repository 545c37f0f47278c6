/* A publisher whose settings say how many events it keeps and what it answers: {"keep":2,"status":3}. Its
 * check tells what it was handed. By the macro KIND it has one thing wrong. */
#include <mizan/abi/mizan_publisher.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define WHOLE 0
#define NO_PUBLISH 1
#define MAKES_NOTHING 2
#define SIZE_TOO_SMALL 3
#define OTHER_MAJOR 4

struct mizan_publisher {
  size_t keep;
  mizan_status status;
  char seen[400];
};

static long number(mizan_str config, const char* key) {
  char text[200] = {0};
  memcpy(text, config.data, config.size < sizeof text - 1 ? config.size : sizeof text - 1);
  const char* at = strstr(text, key);
  return at == NULL ? 0 : strtol(at + strlen(key) + 2, NULL, 10);
}

static mizan_status create(const mizan_host* host, mizan_str config, mizan_publisher** out,
                           mizan_error* error) {
  (void)host, (void)config, (void)error;
  *out = NULL;
#if KIND != MAKES_NOTHING
  *out = calloc(1, sizeof **out);
  (*out)->keep = (size_t)number(config, "keep");
  (*out)->status = (mizan_status)number(config, "status");
#endif
  return MIZAN_OK;
}
static void destroy(mizan_publisher* publisher) {
  free(publisher);
}
static mizan_status check(mizan_publisher* publisher, const mizan_call* call, mizan_error* error) {
  (void)call;
  snprintf(error->message, sizeof error->message, "%s", publisher->seen);
  return MIZAN_E_CONFIG;
}

static void see(mizan_publisher* publisher, mizan_str text, const char* end) {
  const size_t there = strlen(publisher->seen);
  snprintf(publisher->seen + there, sizeof publisher->seen - there, "%.*s%s", (int)text.size, text.data, end);
}

static mizan_status publish(mizan_publisher* publisher, const mizan_call* call, const mizan_event* events,
                            size_t count, size_t* kept, mizan_error* error) {
  (void)call;
  for (size_t i = 0; i < count; ++i) {
    see(publisher, events[i].id, " ");
    see(publisher, events[i].type, " ");
    see(publisher, events[i].subject, " ");
    see(publisher, events[i].body, "|");
  }
  *kept = publisher->keep;
  if (publisher->status != MIZAN_OK) snprintf(error->message, sizeof error->message, "as it was told");
  error->retry_after_ms = 7;
  return publisher->status;
}
static const void* extension(const char* id) {
  (void)id;
  return NULL;
}

#if KIND == OTHER_MAJOR
#define mizan_publisher_v1 mizan_publisher_v7
extern MIZAN_EXPORT const mizan_publisher_plugin mizan_publisher_v7;
#endif
MIZAN_EXPORT const mizan_publisher_plugin mizan_publisher_v1 = {
#if KIND == SIZE_TOO_SMALL
    64,
#else
    sizeof(mizan_publisher_plugin),
#endif
    MIZAN_PUBLISHER_MINOR,
    "plain-c",
    "1.2.3",
    "{}",
    create,
    destroy,
    check,
#if KIND == NO_PUBLISH
    NULL,
#else
    publish,
#endif
    extension,
};
