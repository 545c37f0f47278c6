#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/error.hpp"

namespace mizan::webhook {

/// An event that a receiver did not take, set aside.
struct DeadLetter {
  std::string id;
  base::Micros at = 0;  ///< when it was set aside
  std::string why;
  std::string body;  ///< as it would be sent
};

/// Keeps those of one receiver in `folder`/NAME.dead.jsonl, in the order of the feed, at most kMost. One
/// thread, or one process, at a time.
class DeadLetters {
 public:
  static constexpr std::size_t kMost = 10'000;

  DeadLetters(const std::filesystem::path& folder, const std::string& name);
  base::Result<std::vector<DeadLetter>> all() const;
  /// Takes the place of one with that id. kStore: there are kMost already, or the disk fails.
  base::Result<> add(const DeadLetter& letter) const;
  /// Nothing happens if there is none.
  base::Result<> remove(const std::string& id) const;

 private:
  base::Result<> write(const std::vector<DeadLetter>& letters) const;
  std::filesystem::path file_;
};

}  // namespace mizan::webhook
