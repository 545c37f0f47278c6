/* mizan_extensions.h - what the hub offers an adapter beyond the boundary itself, each by name and revision:
 * host->extension(host, MIZAN_HTTP_1) gives the table below, or NULL where it is not offered. The rules of
 * mizan_adapter.h hold: views live until the call that they were passed to returns, structs grow at the tail.
 */
#ifndef MIZAN_EXTENSIONS_H
#define MIZAN_EXTENSIONS_H
#include <mizan/abi/mizan_adapter.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- mizan.secret/1: a secret by the name that the source file gives it ---- */

#define MIZAN_SECRET_1 "mizan.secret/1"

typedef struct mizan_secret {
  uint32_t struct_size;
  uint32_t reserved;
  /* Calls take(to, value) once, before it returns. An unknown name is MIZAN_E_CONFIG. Whoever copies the
   * value neither logs it nor puts it into an error. */
  mizan_status (*read)(const mizan_host*, mizan_str name, void* to,
                       void (*take)(void* to, mizan_str value) MIZAN_NOEXCEPT,
                       mizan_error*) MIZAN_NOEXCEPT; /* [owner] */
} mizan_secret;

/* ---- mizan.clock/1: the hub's clock, which tests hold still ---- */

#define MIZAN_CLOCK_1 "mizan.clock/1"

typedef struct mizan_clock {
  uint32_t struct_size;
  uint32_t reserved;
  int64_t (*now_us)(const mizan_host*) MIZAN_NOEXCEPT; /* microseconds since 1970-01-01 UTC [owner] */
} mizan_clock;

/* ---- mizan.http/1: the hub makes the request ---- */

#define MIZAN_HTTP_1 "mizan.http/1"

typedef struct mizan_header {
  mizan_str name;
  mizan_str value;
} mizan_header;

typedef struct mizan_http_request {
  uint32_t struct_size;
  uint32_t header_count;
  mizan_str method; /* GET, HEAD or POST; empty = GET */
  mizan_str url;    /* http or https, absolute; no user, no password */
  mizan_str body;   /* up to 1 MiB */
  const mizan_header* headers;
  mizan_str credential; /* the name of a [credentials.NAME] of the source file; empty = none */
} mizan_http_request;

typedef struct mizan_http_response {
  uint32_t struct_size;
  int32_t status; /* 200 to 599 */
  uint32_t header_count;
  uint32_t reserved;
  const mizan_header* headers; /* names in lower case */
  mizan_str body;              /* unpacked */
  mizan_str url;               /* what answered, after redirects */
} mizan_http_response;

typedef struct mizan_http {
  uint32_t struct_size;
  uint32_t reserved;
  /* Blocks, for no longer than the call's deadline. The hub does TLS, proxy, redirects, credentials, rate
   * limit, limits of size and time, and tries again what may be tried again. MIZAN_OK: take(to, response) was
   * called once; the response may be a 404. What is no response to the adapter: 401 and 403 are MIZAN_E_AUTH;
   * 429, and 503 with Retry-After, MIZAN_E_THROTTLED; other 5xx and a broken connection MIZAN_E_TRANSIENT; a
   * response that is too large or torn MIZAN_E_DATA; an address or credential that may not be used
   * MIZAN_E_CONFIG. */
  mizan_status (*fetch)(const mizan_host*, const mizan_call*, const mizan_http_request*, void* to,
                        void (*take)(void* to, const mizan_http_response*) MIZAN_NOEXCEPT,
                        mizan_error*) MIZAN_NOEXCEPT; /* [owner] */
} mizan_http;

/* ---- mizan.guard/1: which item of its source an adapter is busy with ---- */

#define MIZAN_GUARD_1 "mizan.guard/1"

/* Around each item (a row, a document, a page) that an adapter takes apart while it reads. An item whose
 * reading ends the adapter's process three times in a row is passed over, so that one item does not keep all
 * others from being read. Costs some nanoseconds. Offered where the process is a worker; elsewhere the hub
 * would end too. */
typedef struct mizan_guard {
  uint32_t struct_size;
  uint32_t reserved;
  /* 1: read it. 0: pass it over; the hub has rejected it for the adapter. The item is `where` followed by
   * `number`, or `where` alone if that is negative: up to 1000 bytes, one line of UTF-8, the same each time
   * it is read from the same checkpoint, and worded as in a reject: "cases.csv:" and 17. */
  int32_t (*enter)(const mizan_host*, mizan_str where, int64_t number) MIZAN_NOEXCEPT; /* [owner] */
  /* The item is done with. */
  void (*leave)(const mizan_host*) MIZAN_NOEXCEPT; /* [owner] */
} mizan_guard;

/* ---- mizan.needs/1: what a plugin needs of its sandbox; offered by the plugin, asked before it runs ---- */

#define MIZAN_NEEDS_1 "mizan.needs/1"

enum mizan_need { MIZAN_NEED_NETWORK = 1, MIZAN_NEED_PROGRAMS = 2 };

typedef struct mizan_needs { /* from plugin->extension(MIZAN_NEEDS_1) */
  uint32_t struct_size;
  uint32_t needs; /* enum mizan_need, joined by | */
} mizan_needs;

#ifdef __cplusplus
}
#endif
#endif
