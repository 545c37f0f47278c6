/* The layout of ABI 1.0 on a 64-bit machine, held by the compiler. A line here may be added, never changed. */
#include <mizan/abi/mizan_adapter.h>

#define SIZE(type, bytes) _Static_assert(sizeof(type) == (bytes), "size of " #type " is part of the ABI")
#define AT(type, member, bytes) \
  _Static_assert(offsetof(type, member) == (bytes), "place of " #type "." #member " is part of the ABI")

SIZE(mizan_str, 16);
SIZE(mizan_field, 24);
AT(mizan_field, type, 2);
AT(mizan_field, value, 8);
SIZE(mizan_record, 64);
AT(mizan_record, op, 2);
AT(mizan_record, field_count, 4);
AT(mizan_record, fields, 8);
AT(mizan_record, key, 16);
AT(mizan_record, revision, 32);
AT(mizan_record, changed_at, 40);
AT(mizan_record, raw, 48);
SIZE(mizan_reject, 72);
AT(mizan_reject, where, 8);
AT(mizan_reject, raw, 56);
SIZE(mizan_error, 512);
AT(mizan_error, retry_after_ms, 8);
AT(mizan_error, message, 16);
SIZE(mizan_call, 32);
AT(mizan_call, cancelled, 24);
SIZE(mizan_sink, 48);
AT(mizan_sink, emit, 16);
AT(mizan_sink, checkpoint, 24);
AT(mizan_sink, reject, 32);
AT(mizan_sink, snapshot, 40);
SIZE(mizan_host, 32);
AT(mizan_host, extension, 24);
SIZE(mizan_adapter_plugin, 80);
AT(mizan_adapter_plugin, id, 8);
AT(mizan_adapter_plugin, create, 40);
AT(mizan_adapter_plugin, extension, 72);
