/* The stream of plugin-sdk/examples/hello in plain C, against the C header alone (MIZAN_HEADER: which one).
 */
#include MIZAN_HEADER
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct mizan_adapter {
  long cases;
};

static mizan_status fail(mizan_error* error, mizan_status code, const char* sentence) {
  snprintf(error->message, sizeof error->message, "%s", sentence);
  return code;
}

static void copy(char* to, size_t room, mizan_str from) {
  const size_t size = from.size < room - 1 ? from.size : room - 1;
  if (size > 0) memcpy(to, from.data, size);
  to[size] = '\0';
}

static mizan_status create(const mizan_host* host, mizan_str config, mizan_adapter** out,
                           mizan_error* error) {
  char text[128];
  char more;
  long cases = 3;
  (void)host;
  *out = NULL;
  copy(text, sizeof text, config);
  if (strcmp(text, "{}") != 0 && sscanf(text, " { \"cases\" : %ld }%c", &cases, &more) != 1)
    return fail(error, MIZAN_E_CONFIG, "the settings are not {\"cases\": number}");
  if (cases < 0) return fail(error, MIZAN_E_CONFIG, "setting \"cases\": expected 0 or more");
  *out = malloc(sizeof **out);
  if (*out == NULL) return fail(error, MIZAN_E_TRANSIENT, "no memory");
  (*out)->cases = cases;
  return MIZAN_OK;
}

static void destroy(mizan_adapter* adapter) {
  free(adapter);
}

static mizan_status check(mizan_adapter* adapter, const mizan_call* call, mizan_error* error) {
  (void)adapter, (void)call, (void)error;
  return MIZAN_OK;
}

static mizan_field text_field(uint16_t id, const char* text) {
  mizan_field field = {id, MIZAN_TEXT, 0, {{text, strlen(text)}}};
  return field;
}

static mizan_field day_field(uint16_t id, int64_t day) {
  mizan_field field = {id, MIZAN_DATE, 0, {{NULL, 0}}};
  field.value.integer = day;
  return field;
}

static mizan_status emit_case(const mizan_sink* sink, long n) {
  char key[64], hearing_key[80], fir_no[32];
  snprintf(key, sizeof key, "HELLO-%ld", n);
  snprintf(hearing_key, sizeof hearing_key, "%s/1", key);
  snprintf(fir_no, sizeof fir_no, "%ld", n + 1);
  const mizan_field of_case[] = {text_field(MIZAN_F_DISTRICT, "Quetta"), text_field(MIZAN_F_FIR_NO, fir_no),
                                 day_field(MIZAN_F_INSTITUTED_ON, 19700 + n)};
  const mizan_field of_hearing[] = {text_field(MIZAN_F_CASE, key), day_field(MIZAN_F_HELD_ON, 19730 + n),
                                    text_field(MIZAN_F_OUTCOME, "ADJ")};
  const mizan_record records[] = {
      {MIZAN_KIND_CASE, MIZAN_UPSERT, 3, of_case, {key, strlen(key)}, 0, 0, {NULL, 0}},
      {MIZAN_KIND_HEARING, MIZAN_UPSERT, 3, of_hearing, {hearing_key, strlen(hearing_key)}, 0, 0, {NULL, 0}}};
  return sink->emit(sink, records, 2);
}

static mizan_status read_on(mizan_adapter* adapter, const mizan_call* call, mizan_str token,
                            const mizan_sink* sink, mizan_error* error) {
  char text[32];
  char more;
  long n = 0;
  copy(text, sizeof text, token);
  if (token.size > 0 && (sscanf(text, "%ld%c", &n, &more) != 1 || n < 0))
    return fail(error, MIZAN_E_CHECKPOINT, "the checkpoint is not a count of cases");
  for (; n < adapter->cases; ++n) {
    if (call->cancelled(call)) return fail(error, MIZAN_E_CANCELLED, "stopped");
    mizan_status status = emit_case(sink, n);
    const int size = snprintf(text, sizeof text, "%ld", n + 1);
    const mizan_str next = {text, (size_t)size};
    if (status == MIZAN_OK) status = sink->checkpoint(sink, next);
    if (status != MIZAN_OK) return status;
  }
  return MIZAN_OK;
}

MIZAN_EXPORT const mizan_adapter_plugin mizan_adapter_v1 = {sizeof(mizan_adapter_plugin),
                                                            MIZAN_ABI_MINOR,
                                                            "hello",
                                                            "1.0.0",
                                                            "{\"type\": \"object\"}",
                                                            1,
                                                            0,
                                                            create,
                                                            destroy,
                                                            check,
                                                            read_on,
                                                            NULL};
