#pragma once
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "base/error.hpp"
#include "base/secret.hpp"

namespace mizan::app {

/// Where a hub's feed is asked for, and as whom.
struct FeedAddress {
  std::string url;          ///< of the hub, http or https
  base::Secret token = {};  ///< empty: none is shown
  std::filesystem::path ca_file =
      {};  ///< vouches for the hub's certificate, beside the system's; may be empty
};

/// The answer of a feed as lines, over a connection of its own. One thread.
class FeedStream {
 public:
  /// Connects and asks for `target`. kConfig: the address is none, the file is none, or the hub refuses, in
  /// its own words; kTransient: it cannot be reached, or is not who its certificate would have to name.
  static base::Result<FeedStream> open(const FeedAddress& address, const std::string& target);
  ~FeedStream();
  FeedStream(FeedStream&&) noexcept;

  /// Without its end; nothing: the other side closed.
  std::optional<std::string> line();

  /// Private to its source, for all its name stands here.
  struct Open;

 private:
  explicit FeedStream(std::unique_ptr<Open> open);
  std::unique_ptr<Open> open_;
};

}  // namespace mizan::app
