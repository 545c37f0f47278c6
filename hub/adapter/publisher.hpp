#pragma once
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "adapter/host_services.hpp"
#include "adapter/source.hpp"

namespace mizan::adapter {

/// An event as a broker gets it. Views, for one call.
struct OutgoingEvent {
  std::string_view id;
  std::string_view type;
  std::string_view subject;
  std::string_view body;
};

/// How many events a broker keeps for sure, from the front; and why not all of them.
struct Kept {
  std::size_t count = 0;
  std::optional<base::Error> error = std::nullopt;
};

/// A plugin that hands events to a broker, in this process. One thread at a time.
class Publisher {
 public:
  virtual ~Publisher() = default;

  /// "nats 1.0.0"
  virtual std::string name() const = 0;
  /// Whether the broker is there and would keep events.
  virtual base::Result<> check(const StopRequest& stop) = 0;
  /// Waits until they are kept. What the error means for what comes next: base::Code as of a source.
  virtual Kept publish(std::span<const OutgoingEvent> events, const StopRequest& stop) = 0;
};

/// Loads the plugin at an absolute path and makes one publisher by `settings`, a JSON object. `log` and
/// `services` outlive it; without services, no secrets. kConfig says what is wrong with the file or the
/// settings.
base::Result<std::unique_ptr<Publisher>> open_publisher(const std::filesystem::path& plugin,
                                                        const std::string& settings, SourceLog& log,
                                                        HostServices* services);

}  // namespace mizan::adapter
