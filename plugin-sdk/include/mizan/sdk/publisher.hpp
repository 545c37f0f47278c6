#pragma once
// For a plugin that hands events to a broker. It derives from mizan::sdk::Publisher and ends its file with
// MIZAN_PUBLISHER.
#include <mizan/abi/mizan_publisher.h>

#include <mizan/sdk/adapter.hpp>
#include <string_view>

namespace mizan::sdk {

/// One event, valid until the call returns.
class Event {
 public:
  explicit Event(const mizan_event& event) : event_(event) {}
  std::string_view id() const { return text(event_.id); }
  std::string_view type() const { return text(event_.type); }
  std::string_view subject() const { return text(event_.subject); }
  std::string_view body() const { return text(event_.body); }

 private:
  static std::string_view text(mizan_str str) { return {str.data, str.size}; }
  const mizan_event& event_;
};

/// One connection to one broker. The hub makes it with (Host, const Config&) and calls it from one thread at
/// a time. Throw Error to end a call with a policy; anything else is taken for a bug.
class Publisher {
 public:
  virtual ~Publisher() = default;

  /// Is the broker there, and would it keep events?
  virtual void check(const Call& call) = 0;

  /// Hands over events in this order and returns when all are kept. `kept`, 0 at first, says how many from
  /// the front are kept for sure, also when it throws: the others come again.
  virtual void publish(const Call& call, const mizan_event* events, std::size_t count, std::size_t& kept) = 0;
};

namespace detail {

inline Publisher* unwrap(mizan_publisher* publisher) {
  return reinterpret_cast<Publisher*>(publisher);
}

template <class T>
mizan_status create_publisher(const mizan_host* host, mizan_str config, mizan_publisher** out,
                              mizan_error* error) noexcept {
  *out = nullptr;
  return guarded(error, MIZAN_E_CONFIG, [&] {
    Publisher* made = new T(Host(host), Config(std::string_view(config.data, config.size)));
    *out = reinterpret_cast<mizan_publisher*>(made);
  });
}

inline void destroy_publisher(mizan_publisher* publisher) noexcept {
  delete unwrap(publisher);
}

inline mizan_status check_publisher(mizan_publisher* publisher, const mizan_call* call,
                                    mizan_error* error) noexcept {
  return guarded(error, MIZAN_E_INTERNAL, [&] { unwrap(publisher)->check(Call(call)); });
}

inline mizan_status publish(mizan_publisher* publisher, const mizan_call* call, const mizan_event* events,
                            std::size_t count, std::size_t* kept, mizan_error* error) noexcept {
  *kept = 0;
  return guarded(error, MIZAN_E_INTERNAL,
                 [&] { unwrap(publisher)->publish(Call(call), events, count, *kept); });
}

inline const void* no_extension(const char*) noexcept {
  return nullptr;
}

template <class T>
constexpr mizan_publisher_plugin describe_publisher(const char* id, const char* version,
                                                    const char* config_schema) {
  return {sizeof(mizan_publisher_plugin),
          MIZAN_PUBLISHER_MINOR,
          id,
          version,
          config_schema,
          &create_publisher<T>,
          &destroy_publisher,
          &check_publisher,
          &publish,
          &no_extension};
}

}  // namespace detail
}  // namespace mizan::sdk

/// MIZAN_PUBLISHER(MyBroker, "my-broker", "1.0.0", kSchema); defines the one symbol the plugin exports.
#define MIZAN_PUBLISHER(Class, id, version, schema)                                   \
  extern "C" MIZAN_EXPORT constinit const mizan_publisher_plugin mizan_publisher_v1 = \
      ::mizan::sdk::detail::describe_publisher<Class>(id, version, schema)
