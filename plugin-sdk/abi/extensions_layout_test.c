/* The layouts of the extensions' tables on a 64-bit machine, held by the compiler. A line here may be added, never
 * changed: a table that must change gets another revision in its name. */
#include <mizan/abi/mizan_extensions.h>

#define HOLD(condition, words) _Static_assert(condition, words)
#define SIZE(type, bytes) HOLD(sizeof(type) == (bytes), "size of " #type " is part of its revision")
#define AT(type, member, bytes) HOLD(offsetof(type, member) == (bytes), "place of " #type "." #member)

SIZE(mizan_secret, 16);
AT(mizan_secret, read, 8);

SIZE(mizan_clock, 16);
AT(mizan_clock, now_us, 8);

SIZE(mizan_header, 32);
AT(mizan_header, value, 16);

SIZE(mizan_http_request, 80);
AT(mizan_http_request, header_count, 4);
AT(mizan_http_request, method, 8);
AT(mizan_http_request, url, 24);
AT(mizan_http_request, body, 40);
AT(mizan_http_request, headers, 56);
AT(mizan_http_request, credential, 64);

SIZE(mizan_http_response, 56);
AT(mizan_http_response, status, 4);
AT(mizan_http_response, header_count, 8);
AT(mizan_http_response, headers, 16);
AT(mizan_http_response, body, 24);
AT(mizan_http_response, url, 40);

SIZE(mizan_http, 16);
AT(mizan_http, fetch, 8);

SIZE(mizan_guard, 24);
AT(mizan_guard, enter, 8);
AT(mizan_guard, leave, 16);

SIZE(mizan_needs, 8);
HOLD(MIZAN_NEED_NETWORK == 1 && MIZAN_NEED_PROGRAMS == 2, "needs are part of their revision");
