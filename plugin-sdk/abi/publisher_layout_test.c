/* The layout and the numbers of the publishers' boundary on a 64-bit machine, held by the compiler. A line here may be
 * added, never changed. */
#include <mizan/abi/mizan_publisher.h>

#define HOLD(condition, words) _Static_assert(condition, words)
#define SIZE(type, bytes) HOLD(sizeof(type) == (bytes), "size of " #type " is part of the ABI")
#define AT(type, member, bytes) HOLD(offsetof(type, member) == (bytes), "place of " #type "." #member " is part of the ABI")

SIZE(mizan_event, 64);
AT(mizan_event, id, 0);
AT(mizan_event, type, 16);
AT(mizan_event, subject, 32);
AT(mizan_event, body, 48);

SIZE(mizan_publisher_plugin, 72);
AT(mizan_publisher_plugin, struct_size, 0);
AT(mizan_publisher_plugin, abi_minor, 4);
AT(mizan_publisher_plugin, id, 8);
AT(mizan_publisher_plugin, version, 16);
AT(mizan_publisher_plugin, config_schema, 24);
AT(mizan_publisher_plugin, create, 32);
AT(mizan_publisher_plugin, destroy, 40);
AT(mizan_publisher_plugin, check, 48);
AT(mizan_publisher_plugin, publish, 56);
AT(mizan_publisher_plugin, extension, 64);

HOLD(MIZAN_PUBLISHER_MAJOR == 1u, "the major is part of the ABI");
HOLD(sizeof(MIZAN_PUBLISHER_SYMBOL) == sizeof("mizan_publisher_v1"), "the entry symbol's name is part of the ABI");
