#pragma once
#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "access/endpoints.hpp"

namespace mizan::api {

/// What the API was asked since it started, and who follows the feed: for whoever runs the hub. It counts,
/// and keeps nothing of what was asked. Any thread.
class Traffic {
 public:
  /// An answer was made. `endpoint` null: no page of the API was asked for.
  void note_answer(const access::Endpoint* endpoint, unsigned status,
                   std::chrono::steady_clock::duration took);

  struct Answers {
    std::string endpoint;  ///< by the sharing matrix; "none"
    int status = 0;        ///< its first digit: 2 of 200
    std::int64_t count = 0;
    double seconds = 0;  ///< that making them took, together
  };
  /// Those of which there were any.
  std::vector<Answers> answers() const;

  /// As they were when they were looked at last, some seconds ago.
  struct Followers {
    std::int64_t connections = 0;  ///< all, those of the feed among them
    std::int64_t subscribers = 0;  ///< of the feed
    std::int64_t farthest = 0;     ///< how many events the last of them has still to be given
  };
  void note_followers(const Followers& now);
  Followers followers() const;

 private:
  struct Count {
    std::atomic<std::int64_t> answers = 0;
    std::atomic<std::int64_t> nanoseconds = 0;
  };
  static constexpr std::size_t kMostEndpoints = 64;
  static constexpr std::size_t kStatuses = 6;  // by first digit

  std::array<std::array<Count, kStatuses>, kMostEndpoints> counts_;
  std::atomic<std::int64_t> connections_ = 0;
  std::atomic<std::int64_t> subscribers_ = 0;
  std::atomic<std::int64_t> farthest_ = 0;
};

}  // namespace mizan::api
