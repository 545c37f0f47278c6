/* The layout and the numbers of ABI 1.0 on a 64-bit machine, held by the compiler, as C and as C++. A line here may be
 * added, never changed. MIZAN_HEADER: another copy of the header to hold against it. */
#ifdef MIZAN_HEADER
#include MIZAN_HEADER
#else
#include <mizan/abi/mizan_adapter.h>
#endif

#ifdef __cplusplus
#define HOLD(condition, words) static_assert(condition, words)
#else
#define HOLD(condition, words) _Static_assert(condition, words)
#endif
#define SIZE(type, bytes) HOLD(sizeof(type) == (bytes), "size of " #type " is part of the ABI")
#define AT(type, member, bytes) HOLD(offsetof(type, member) == (bytes), "place of " #type "." #member " is part of the ABI")
#define IS(name, number) HOLD((name) == (number), #name " is part of the ABI")

SIZE(mizan_str, 16);
AT(mizan_str, data, 0);
AT(mizan_str, size, 8);

SIZE(mizan_field, 24);
AT(mizan_field, id, 0);
AT(mizan_field, type, 2);
AT(mizan_field, reserved, 4);
AT(mizan_field, value, 8);
AT(mizan_field, value.text, 8);
AT(mizan_field, value.integer, 8);

SIZE(mizan_record, 64);
AT(mizan_record, kind, 0);
AT(mizan_record, op, 2);
AT(mizan_record, field_count, 4);
AT(mizan_record, fields, 8);
AT(mizan_record, key, 16);
AT(mizan_record, revision, 32);
AT(mizan_record, changed_at, 40);
AT(mizan_record, raw, 48);

SIZE(mizan_reject, 72);
AT(mizan_reject, struct_size, 0);
AT(mizan_reject, field, 4);
AT(mizan_reject, where, 8);
AT(mizan_reject, reason, 24);
AT(mizan_reject, detail, 40);
AT(mizan_reject, raw, 56);

SIZE(mizan_status, 4);
SIZE(mizan_error, 512);
AT(mizan_error, struct_size, 0);
AT(mizan_error, vendor_code, 4);
AT(mizan_error, retry_after_ms, 8);
AT(mizan_error, message, 16);

SIZE(mizan_call, 32);
AT(mizan_call, struct_size, 0);
AT(mizan_call, cancel_fd, 4);
AT(mizan_call, deadline_ns, 8);
AT(mizan_call, ctx, 16);
AT(mizan_call, cancelled, 24);

SIZE(mizan_sink, 48);
AT(mizan_sink, struct_size, 0);
AT(mizan_sink, reserved, 4);
AT(mizan_sink, ctx, 8);
AT(mizan_sink, emit, 16);
AT(mizan_sink, checkpoint, 24);
AT(mizan_sink, reject, 32);
AT(mizan_sink, snapshot, 40);

SIZE(mizan_host, 32);
AT(mizan_host, struct_size, 0);
AT(mizan_host, abi_minor, 4);
AT(mizan_host, ctx, 8);
AT(mizan_host, log, 16);
AT(mizan_host, extension, 24);

SIZE(mizan_adapter_plugin, 80);
AT(mizan_adapter_plugin, struct_size, 0);
AT(mizan_adapter_plugin, abi_minor, 4);
AT(mizan_adapter_plugin, id, 8);
AT(mizan_adapter_plugin, version, 16);
AT(mizan_adapter_plugin, config_schema, 24);
AT(mizan_adapter_plugin, checkpoint_version, 32);
AT(mizan_adapter_plugin, reserved, 36);
AT(mizan_adapter_plugin, create, 40);
AT(mizan_adapter_plugin, destroy, 48);
AT(mizan_adapter_plugin, check, 56);
AT(mizan_adapter_plugin, read, 64);
AT(mizan_adapter_plugin, extension, 72);

IS(MIZAN_ABI_MAJOR, 1u);
HOLD(sizeof(MIZAN_PLUGIN_SYMBOL) == sizeof("mizan_adapter_v1"), "the entry symbol's name is part of the ABI");

IS(MIZAN_NULL, 0);
IS(MIZAN_TEXT, 1);
IS(MIZAN_INT, 2);
IS(MIZAN_BOOL, 3);
IS(MIZAN_TIME, 4);
IS(MIZAN_DATE, 5);
IS(MIZAN_LOCAL, 6);

IS(MIZAN_KIND_CASE, 1);
IS(MIZAN_KIND_ACCUSED, 2);
IS(MIZAN_KIND_REPORT, 3);
IS(MIZAN_KIND_HEARING, 4);
IS(MIZAN_KIND_BAIL, 5);
IS(MIZAN_KIND_APPEAL, 6);
IS(MIZAN_KIND_CHARGE, 7);

IS(MIZAN_UPSERT, 1);
IS(MIZAN_DELETE, 2);

IS(MIZAN_OK, 0);
IS(MIZAN_E_CONFIG, 1);
IS(MIZAN_E_AUTH, 2);
IS(MIZAN_E_TRANSIENT, 3);
IS(MIZAN_E_THROTTLED, 4);
IS(MIZAN_E_DATA, 5);
IS(MIZAN_E_CHECKPOINT, 6);
IS(MIZAN_E_CANCELLED, 7);
IS(MIZAN_E_DEADLINE, 8);
IS(MIZAN_E_UNSUPPORTED, 9);
IS(MIZAN_E_INTERNAL, 10);

IS(MIZAN_SNAPSHOT_BEGIN, 1);
IS(MIZAN_SNAPSHOT_COMPLETE, 2);

IS(MIZAN_LOG_DEBUG, 0);
IS(MIZAN_LOG_INFO, 1);
IS(MIZAN_LOG_WARN, 2);
IS(MIZAN_LOG_ERROR, 3);
