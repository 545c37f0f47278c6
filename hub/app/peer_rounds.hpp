#pragma once
#include <condition_variable>
#include <mutex>
#include <thread>
#include <vector>

#include "app/peer_fetch.hpp"

namespace mizan::app {

/// Takes the cells of other hubs when they are due, each on a thread of its own, so that one that is slow or
/// silent keeps no other waiting; after a failure later and later, up to an hour. From construction to
/// stop().
class PeerRounds {
 public:
  PeerRounds(std::vector<PeerFetch> peers, const base::Clock& clock);
  ~PeerRounds();
  PeerRounds(const PeerRounds&) = delete;
  PeerRounds& operator=(const PeerRounds&) = delete;

  /// Ends the requests on their way and waits for the threads. May be called again.
  void stop();

 private:
  class Stop;
  void follow(PeerFetch& peer);
  bool wait_until(base::Micros due);

  std::vector<PeerFetch> peers_;
  const base::Clock& clock_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool stopping_ = false;  // guarded
  std::vector<std::thread> threads_;
};

}  // namespace mizan::app
