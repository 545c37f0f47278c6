/* mizan_adapter.h - the stable C boundary between the hub and an adapter plugin, version 1.0.
 *
 * Three rules hold everywhere:
 *   1. Nobody frees the other side's memory. A mizan_str is a view, valid until the call it was passed to
 * returns. Whoever wants to keep bytes copies them.
 *   2. No C++ object, exception or allocator crosses. Every function is noexcept.
 *   3. Structs grow only at the tail. A reader looks at a member only if struct_size covers it (MIZAN_HAS).
 *
 * Thread tags: [any] from any thread, concurrently.  [owner] never two at once for one adapter instance,
 * though not always from the same thread.  [read] only inside read(), on its thread. */
#ifndef MIZAN_ADAPTER_H
#define MIZAN_ADAPTER_H
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
#define MIZAN_NOEXCEPT noexcept
extern "C" {
#else
#define MIZAN_NOEXCEPT
#endif
#define MIZAN_EXPORT __attribute__((visibility("default")))
#define MIZAN_HAS(object, member) \
  ((object)->struct_size >= offsetof(__typeof__(*(object)), member) + sizeof((object)->member))

/* The major is part of the entry symbol's name: a plugin of another major simply does not resolve. */
#define MIZAN_ABI_MAJOR 1u
#define MIZAN_ABI_MINOR 0u
#define MIZAN_PLUGIN_SYMBOL "mizan_adapter_v1"

/* ---- values ---- */

typedef struct mizan_str {
  const char* data; /* UTF-8; no NUL needed; may be NULL if size is 0 */
  size_t size;      /* bytes */
} mizan_str;

enum mizan_type {
  MIZAN_NULL = 0,
  MIZAN_TEXT = 1,
  MIZAN_INT = 2,
  MIZAN_BOOL = 3, /* integer: 0 or 1 */
  MIZAN_TIME = 4, /* integer: microseconds since 1970-01-01 UTC */
  MIZAN_DATE = 5, /* integer: civil days since 1970-01-01 */
  MIZAN_LOCAL = 6 /* integer: as MIZAN_TIME, but in the wall clock of the court; the hub knows the zone */
};

typedef struct mizan_field { /* sparse: an absent field means "the source did not say" */
  uint16_t id;               /* MIZAN_F_* in mizan_fields.h; from 0x8000 on: private to the adapter */
  uint16_t type;             /* enum mizan_type */
  uint32_t reserved;         /* 0 */
  union {
    mizan_str text;
    int64_t integer;
  } value;
} mizan_field;

enum mizan_kind {
  MIZAN_KIND_CASE = 1,
  MIZAN_KIND_ACCUSED = 2,
  MIZAN_KIND_REPORT = 3,
  MIZAN_KIND_HEARING = 4,
  MIZAN_KIND_BAIL = 5,
  MIZAN_KIND_APPEAL = 6,
  MIZAN_KIND_CHARGE = 7
};

enum mizan_op { MIZAN_UPSERT = 1, MIZAN_DELETE = 2 };

typedef struct mizan_record { /* fixed for major 1, for it is passed in arrays */
  uint16_t kind;              /* enum mizan_kind */
  uint16_t op;                /* enum mizan_op */
  uint32_t field_count;
  const mizan_field* fields;
  mizan_str key;      /* the source's own stable key, unique per kind; 1 to 512 bytes */
  int64_t revision;   /* never decreases per key; 0 = the source has none */
  int64_t changed_at; /* the source's time of change, microseconds UTC; 0 = unknown */
  mizan_str raw;      /* optional: what it was read from, without identity data */
} mizan_record;

typedef struct mizan_reject { /* something received that could not be read as a record */
  uint32_t struct_size;
  uint32_t field;   /* the field it concerns, 0 = the whole */
  mizan_str where;  /* file and line, or whatever finds it again */
  mizan_str reason; /* a short code: "unreadable_row", "too_large" */
  mizan_str detail; /* one sentence, no personal data */
  mizan_str raw;    /* optional, as in mizan_record */
} mizan_reject;

/* ---- status: a policy, not a cause; the hub has one table from code to what it does ---- */

typedef int32_t mizan_status;
#define MIZAN_OK 0
#define MIZAN_E_CONFIG 1     /* the operator must act; do not retry */
#define MIZAN_E_AUTH 2       /* credentials refused; alert, retry slowly */
#define MIZAN_E_TRANSIENT 3  /* retry with back-off */
#define MIZAN_E_THROTTLED 4  /* retry after retry_after_ms */
#define MIZAN_E_DATA 5       /* the source sent nonsense */
#define MIZAN_E_CHECKPOINT 6 /* the token is not understood; read again from the beginning */
#define MIZAN_E_CANCELLED 7
#define MIZAN_E_DEADLINE 8
#define MIZAN_E_UNSUPPORTED 9
#define MIZAN_E_INTERNAL 10 /* a bug; the instance must be destroyed */

typedef struct mizan_error { /* owned by the caller, so nothing is allocated or released */
  uint32_t struct_size;
  int32_t vendor_code;
  int64_t retry_after_ms;
  char message[496]; /* NUL-terminated, one sentence, no secrets, no personal data */
} mizan_error;

/* ---- what the hub offers ---- */

typedef struct mizan_call { /* one a call; lives until the call returns */
  uint32_t struct_size;
  int32_t cancel_fd;   /* becomes readable on cancellation; -1 = none */
  int64_t deadline_ns; /* CLOCK_MONOTONIC; INT64_MAX = none */
  void* ctx;
  int32_t (*cancelled)(const struct mizan_call*) MIZAN_NOEXCEPT; /* [any] */
} mizan_call;

/* Between BEGIN and COMPLETE the adapter emits everything that exists; what the hub had and did not see again
 * is gone. A read that ends without COMPLETE proves nothing, and nothing is taken for deleted. */
enum mizan_snapshot_phase { MIZAN_SNAPSHOT_BEGIN = 1, MIZAN_SNAPSHOT_COMPLETE = 2 };

typedef struct mizan_sink { /* valid inside read() */
  uint32_t struct_size;
  uint32_t reserved;
  void* ctx;
  /* Takes records; blocks while the hub is behind. Not MIZAN_OK: stop and return it. */
  mizan_status (*emit)(const struct mizan_sink*, const mizan_record*,
                       size_t count) MIZAN_NOEXCEPT; /* [read] */
  /* All emitted so far is covered by `token` (opaque, up to 64 KiB), stored in one transaction with those
   * records and handed to the next read(). */
  mizan_status (*checkpoint)(const struct mizan_sink*, mizan_str token) MIZAN_NOEXCEPT; /* [read] */
  /* One thing received that is no record: it is quarantined and counted, and reading goes on. */
  mizan_status (*reject)(const struct mizan_sink*, const mizan_reject*) MIZAN_NOEXCEPT; /* [read] */
  mizan_status (*snapshot)(const struct mizan_sink*, int32_t phase) MIZAN_NOEXCEPT;     /* [read] */
} mizan_sink;

enum mizan_log_level { MIZAN_LOG_DEBUG = 0, MIZAN_LOG_INFO = 1, MIZAN_LOG_WARN = 2, MIZAN_LOG_ERROR = 3 };

typedef struct mizan_host {
  uint32_t struct_size;
  uint32_t abi_minor;
  void* ctx;
  void (*log)(const struct mizan_host*, int32_t level, mizan_str message) MIZAN_NOEXCEPT; /* [any] */
  /* NULL if not offered: "mizan.http/1", "mizan.secret/1", "mizan.clock/1". */
  const void* (*extension)(const struct mizan_host*, const char* id)MIZAN_NOEXCEPT; /* [any] */
} mizan_host;

/* ---- what the plugin offers ---- */

typedef struct mizan_adapter mizan_adapter; /* defined by the plugin, opaque to the hub */

typedef struct mizan_adapter_plugin {
  uint32_t struct_size;
  uint32_t abi_minor;          /* the minor it was built for */
  const char* id;              /* "csv", "punjab-cfms"; lower case, never changes */
  const char* version;         /* semantic version of the adapter */
  const char* config_schema;   /* JSON Schema of its settings; secrets are marked "writeOnly": true */
  uint32_t checkpoint_version; /* raised when older tokens can no longer be read */
  uint32_t reserved;
  /* `config` is one JSON object. On failure *out is NULL. */
  mizan_status (*create)(const mizan_host*, mizan_str config, mizan_adapter** out,
                         mizan_error*) MIZAN_NOEXCEPT;                                   /* [any] */
  void (*destroy)(mizan_adapter*) MIZAN_NOEXCEPT;                                        /* [owner] */
  mizan_status (*check)(mizan_adapter*, const mizan_call*, mizan_error*) MIZAN_NOEXCEPT; /* [owner] */
  /* Reads on from `token` (empty = from the beginning) until caught up, cancelled or out of time. MIZAN_OK:
   * caught up. */
  mizan_status (*read)(mizan_adapter*, const mizan_call*, mizan_str token, const mizan_sink*,
                       mizan_error*) MIZAN_NOEXCEPT;                        /* [owner] */
  const void* (*extension)(const char* id)MIZAN_NOEXCEPT; /* may be NULL */ /* [any] */
} mizan_adapter_plugin;

/* The only symbol a plugin exports: constant data, so that reading it runs nothing of the plugin. */
extern MIZAN_EXPORT const mizan_adapter_plugin mizan_adapter_v1;

#ifdef __cplusplus
}
#endif
#endif
