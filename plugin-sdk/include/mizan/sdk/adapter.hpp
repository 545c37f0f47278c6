#pragma once
// All of the SDK. An adapter derives from mizan::sdk::Adapter and ends its file with MIZAN_ADAPTER.
#include <mizan/abi/mizan_adapter.h>
#include <mizan/abi/mizan_extensions.h>
#include <mizan/abi/mizan_fields.h>

#include <algorithm>
#include <cstring>
#include <mizan/sdk/batch.hpp>
#include <mizan/sdk/call.hpp>
#include <mizan/sdk/config.hpp>
#include <mizan/sdk/error.hpp>
#include <mizan/sdk/fields.hpp>
#include <mizan/sdk/host.hpp>
#include <mizan/sdk/sink.hpp>
#include <new>
#include <string_view>

namespace mizan::sdk {

/// One connection to one source system. The hub makes it with (Host, const Config&), calls it from one thread
/// at a time, and may run several instances at once. Throw Error to end a call with a policy; anything else
/// is taken for a bug. A class with `static constexpr std::uint32_t kNeeds = MIZAN_NEED_NETWORK;` says what
/// its sandbox must allow; the operator grants it in the source file.
class Adapter {
 public:
  virtual ~Adapter() = default;

  /// Can the source be reached with these settings? Changes nothing.
  virtual void check(const Call& call) = 0;

  /// Reads on from `token` (empty: from the beginning) until caught up. Emits, then checkpoints what it
  /// emitted.
  virtual void read(const Call& call, std::string_view token, Sink& sink) = 0;
};

/// What MIZAN_ADAPTER states about the plugin.
struct Description {
  const char* id;
  const char* version;
  const char* config_schema;
  std::uint32_t checkpoint_version;
};

namespace detail {

inline mizan_status report(mizan_error* error, mizan_status code, const char* message,
                           std::int64_t retry_ms = 0) {
  if (error != nullptr) {
    error->retry_after_ms = retry_ms;
    const auto size = std::min(std::strlen(message), sizeof(error->message) - 1);
    std::memcpy(error->message, message, size);
    error->message[size] = '\0';
  }
  return code;
}

/// The one place where exceptions end: nothing C++ crosses the boundary.
template <class F>
mizan_status guarded(mizan_error* error, mizan_status unknown, F&& body) noexcept {
  try {
    body();
    return MIZAN_OK;
  } catch (const Stop& stop) {
    return stop.code();
  } catch (const Error& failure) {
    return report(error, failure.code(), failure.what(), failure.retry_after_ms());
  } catch (const std::bad_alloc&) {
    return report(error, MIZAN_E_TRANSIENT, "the adapter ran out of memory");
  } catch (const std::exception& failure) {
    return report(error, unknown, failure.what());
  } catch (...) {
    return report(error, unknown, "the adapter threw something that is no exception");
  }
}

inline Adapter* unwrap(mizan_adapter* adapter) {
  return reinterpret_cast<Adapter*>(adapter);
}

template <class T>
mizan_status create(const mizan_host* host, mizan_str config, mizan_adapter** out,
                    mizan_error* error) noexcept {
  *out = nullptr;
  return guarded(error, MIZAN_E_CONFIG, [&] {
    Adapter* made = new T(Host(host), Config(std::string_view(config.data, config.size)));
    *out = reinterpret_cast<mizan_adapter*>(made);
  });
}

inline void destroy(mizan_adapter* adapter) noexcept {
  delete unwrap(adapter);
}

inline mizan_status check(mizan_adapter* adapter, const mizan_call* call, mizan_error* error) noexcept {
  return guarded(error, MIZAN_E_INTERNAL, [&] { unwrap(adapter)->check(Call(call)); });
}

inline mizan_status read(mizan_adapter* adapter, const mizan_call* call, mizan_str token,
                         const mizan_sink* sink, mizan_error* error) noexcept {
  return guarded(error, MIZAN_E_INTERNAL, [&] {
    Sink out(sink);
    unwrap(adapter)->read(Call(call), std::string_view(token.data, token.size), out);
  });
}

template <class T>
constexpr std::uint32_t needs_of() {
  if constexpr (requires { T::kNeeds; }) return T::kNeeds;
  return 0;
}

template <class T>
const void* extension(const char* id) noexcept {
  static constexpr mizan_needs kNeeds{sizeof(mizan_needs), needs_of<T>()};
  return std::strcmp(id, MIZAN_NEEDS_1) == 0 ? &kNeeds : nullptr;
}

template <class T>
constexpr mizan_adapter_plugin describe(Description about) {
  return {sizeof(mizan_adapter_plugin),
          MIZAN_ABI_MINOR,
          about.id,
          about.version,
          about.config_schema,
          about.checkpoint_version,
          0,
          &create<T>,
          &destroy,
          &check,
          &read,
          &extension<T>};
}

}  // namespace detail
}  // namespace mizan::sdk

/// MIZAN_ADAPTER(MyAdapter, {"my-system", "1.0.0", kSchema, 1}); defines the one symbol the plugin exports.
/// No code runs when the plugin is loaded.
#define MIZAN_ADAPTER(Class, ...)                                                 \
  extern "C" MIZAN_EXPORT constinit const mizan_adapter_plugin mizan_adapter_v1 = \
      ::mizan::sdk::detail::describe<Class>(::mizan::sdk::Description __VA_ARGS__)
