/* mizan_publisher.h - the stable C boundary between the hub and a publisher plugin, version 1.0: a broker
 * that events of the feed are handed to. The three rules, the thread tags, strings, status codes, errors,
 * calls and the host are those of mizan_adapter.h. */
#ifndef MIZAN_PUBLISHER_H
#define MIZAN_PUBLISHER_H
#include <mizan/abi/mizan_adapter.h>

#ifdef __cplusplus
extern "C" {
#endif

#define MIZAN_PUBLISHER_MAJOR 1u
#define MIZAN_PUBLISHER_MINOR 0u
#define MIZAN_PUBLISHER_SYMBOL "mizan_publisher_v1"

typedef struct mizan_event { /* fixed for major 1, for it is passed in arrays */
  mizan_str id;              /* the same whenever the event comes again; 28 letters of base64url */
  mizan_str type;            /* CloudEvents' type: "org.mizan.kpi.value.restated.v1" */
  mizan_str subject;         /* CloudEvents' subject: what the event is about; empty: it has none */
  mizan_str body;            /* the whole CloudEvent 1.0 as JSON, with `id`: what a consumer reads */
} mizan_event;

typedef struct mizan_publisher mizan_publisher; /* defined by the plugin, opaque to the hub */

typedef struct mizan_publisher_plugin {
  uint32_t struct_size;
  uint32_t abi_minor;        /* the minor it was built for */
  const char* id;            /* "nats", "kafka"; lower case, never changes */
  const char* version;       /* semantic version of the plugin */
  const char* config_schema; /* JSON Schema of its settings */
  /* `config` is one JSON object. Reaches for nothing yet. On failure *out is NULL. */
  mizan_status (*create)(const mizan_host*, mizan_str config, mizan_publisher** out,
                         mizan_error*) MIZAN_NOEXCEPT; /* [any] */
  void (*destroy)(mizan_publisher*) MIZAN_NOEXCEPT;    /* [owner] */
  /* Whether the broker is there and would keep events. */
  mizan_status (*check)(mizan_publisher*, const mizan_call*, mizan_error*) MIZAN_NOEXCEPT; /* [owner] */
  /* Hands over events, in this order, and waits until the broker has said that it keeps them. *kept: how many
   * from the front are kept for sure, whatever is returned; the hub goes on behind them, so those that were
   * handed over and are not among them come again, with the same ids. MIZAN_OK: *kept is count.
   * MIZAN_E_TRANSIENT: the hub tries again, later each time. MIZAN_E_CONFIG, MIZAN_E_AUTH: it is paused until
   * an operator acts. MIZAN_E_DATA: the first that is not kept cannot be, however often it comes. */
  mizan_status (*publish)(mizan_publisher*, const mizan_call*, const mizan_event*, size_t count, size_t* kept,
                          mizan_error*) MIZAN_NOEXCEPT;                     /* [owner] */
  const void* (*extension)(const char* id)MIZAN_NOEXCEPT; /* may be NULL */ /* [any] */
} mizan_publisher_plugin;

/* The only symbol such a plugin exports: constant data. */
extern MIZAN_EXPORT const mizan_publisher_plugin mizan_publisher_v1;

#ifdef __cplusplus
}
#endif
#endif
