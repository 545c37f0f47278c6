#pragma once
// Private to this folder: what many subscribers are told alike is made once. All for the network's thread.
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <tuple>
#include <utility>

#include "api/admission.hpp"
#include "api/feed.hpp"
#include "api/http.hpp"

namespace mizan::api {

/// Numbers the wishes of subscribers: those of one number want the same and are shown the same.
class Likeness {
 public:
  /// By the request's parameters but for its place, and by what its sender may be shown. 0: like nobody.
  std::uint64_t number_of(const Request& request, const Admission& admission);

 private:
  struct Known {
    std::shared_ptr<const access::Policy> policy;  // kept, so that no other one comes to stand at its address
    std::uint64_t number = 0;
  };
  std::map<std::pair<const access::Policy*, std::string>, Known> known_;
  std::uint64_t last_ = 0;
};

/// What comes next in the feed for those of a number at a place.
struct Piece {
  std::shared_ptr<const std::string> bytes;  ///< as FeedChunk has them
  std::int64_t position = 0;
  bool loaded = false;
};

class SharedPieces {
 public:
  explicit SharedPieces(Feed& feed) : feed_(feed) {}

  /// Feed::after(), made anew only if the feed has got on, or nobody of the number has asked at that place.
  /// `portion` is the same for all of them.
  base::Result<Piece> after(std::int64_t position, std::uint64_t likeness, const FeedFilter& filter,
                            const Framing& framing, FeedPortion portion);

 private:
  Feed& feed_;
  std::int64_t head_ = 0;
  std::map<std::tuple<std::int64_t, std::uint64_t, const Framing*>, Piece> made_;
};

}  // namespace mizan::api
