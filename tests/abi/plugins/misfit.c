/* Plugins with one thing wrong each, by the macro MISFIT. */
#include <mizan/abi/mizan_adapter.h>
#include <stddef.h>

#define SIZE_TOO_SMALL 1
#define SIZE_BEYOND_SYMBOL 2
#define LATER_MINOR 3
#define NO_ID 4
#define NO_VERSION 5
#define NO_SCHEMA 6
#define NO_CREATE 7
#define NO_DESTROY 8
#define NO_CHECK 9
#define NO_READ 10
#define OTHER_MAJOR 11
#define A_FUNCTION 12
#define MISSING_LIBRARY 13
#define MISSING_SYMBOL 14
#define ZEROES 15
#define MAKES_NOTHING 16
#define UNKNOWN_STATUS 17
#define ENDLESS_MESSAGE 18
#define NOT_EXPORTED 19

struct mizan_adapter {
  int unused;
};

#if MISFIT == MISSING_LIBRARY || MISFIT == MISSING_SYMBOL
extern int mizan_absent(void);
#endif

static mizan_status create(const mizan_host* host, mizan_str config, mizan_adapter** out,
                           mizan_error* error) {
  static mizan_adapter only;
  (void)host, (void)config, (void)error;
  *out = &only;
#if MISFIT == MAKES_NOTHING
  *out = NULL;
#elif MISFIT == UNKNOWN_STATUS
  *out = NULL;
  return 77;
#elif MISFIT == ENDLESS_MESSAGE
  for (size_t i = 0; i < sizeof error->message; ++i) error->message[i] = 'x';
  return MIZAN_E_CONFIG;
#elif MISFIT == MISSING_LIBRARY || MISFIT == MISSING_SYMBOL
  only.unused = mizan_absent();
#endif
  return MIZAN_OK;
}
static void destroy(mizan_adapter* adapter) {
  (void)adapter;
}
static mizan_status check(mizan_adapter* adapter, const mizan_call* call, mizan_error* error) {
  (void)adapter, (void)call, (void)error;
  return MIZAN_OK;
}
static mizan_status read_nothing(mizan_adapter* adapter, const mizan_call* call, mizan_str token,
                                 const mizan_sink* sink, mizan_error* error) {
  (void)adapter, (void)call, (void)token, (void)sink, (void)error;
  return MIZAN_OK;
}

#define UNLESS(misfit, value) (MISFIT == (misfit) ? NULL : (value))
#define DESCRIPTOR(size)                                                                                     \
  {                                                                                                          \
    (size), MIZAN_ABI_MINOR + (MISFIT == LATER_MINOR), UNLESS(NO_ID, "misfit"), UNLESS(NO_VERSION, "1.0.0"), \
        UNLESS(NO_SCHEMA, "{}"), 1, 0, UNLESS(NO_CREATE, create), UNLESS(NO_DESTROY, destroy),               \
        UNLESS(NO_CHECK, check), UNLESS(NO_READ, read_nothing), NULL                                         \
  }

#if MISFIT == OTHER_MAJOR
MIZAN_EXPORT const mizan_adapter_plugin mizan_adapter_v7 = DESCRIPTOR(sizeof(mizan_adapter_plugin));
#elif MISFIT == A_FUNCTION
/* Named as the constant is, so the header's declaration is not of use here. */
MIZAN_EXPORT const mizan_adapter_plugin* wrong_kind(void) __asm__("mizan_adapter_v1");
const mizan_adapter_plugin* wrong_kind(void) {
  static const mizan_adapter_plugin hidden = DESCRIPTOR(sizeof(mizan_adapter_plugin));
  return &hidden;
}
#elif MISFIT == SIZE_TOO_SMALL
MIZAN_EXPORT const mizan_adapter_plugin mizan_adapter_v1 =
    DESCRIPTOR(offsetof(mizan_adapter_plugin, extension));
#elif MISFIT == SIZE_BEYOND_SYMBOL
MIZAN_EXPORT const mizan_adapter_plugin mizan_adapter_v1 = DESCRIPTOR(sizeof(mizan_adapter_plugin) + 64);
#elif MISFIT == ZEROES
MIZAN_EXPORT const mizan_adapter_plugin mizan_adapter_v1 = {0};
#elif MISFIT == LATER_MINOR
/* What a plugin of a later minor exports: the same table with a tail that this hub does not know. */
struct later_plugin {
  mizan_adapter_plugin now;
  const void* later[4];
};
MIZAN_EXPORT const struct later_plugin later __asm__("mizan_adapter_v1") = {
    DESCRIPTOR(sizeof(struct later_plugin)), {NULL, NULL, NULL, NULL}};
#elif MISFIT == NOT_EXPORTED
__attribute__((visibility("hidden"))) const mizan_adapter_plugin hidden_adapter =
    DESCRIPTOR(sizeof(mizan_adapter_plugin));
#else
MIZAN_EXPORT const mizan_adapter_plugin mizan_adapter_v1 = DESCRIPTOR(sizeof(mizan_adapter_plugin));
#endif
