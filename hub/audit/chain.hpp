#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "audit/entry.hpp"
#include "base/error.hpp"

namespace mizan::audit {

/// Where a trail ends: how many entries, and the digest of the last. Noted outside of the hub, it says later
/// whether the trail has still begun like this.
struct Head {
  std::int64_t number = 0;
  base::Sha256 digest = beginning();
  bool operator==(const Head&) const = default;
};

/// "123:" and 64 hexadecimal digits; and back.
std::string head_text(const Head& head);
std::optional<Head> read_head(std::string_view text);

/// Holds a trail, entry by entry from the first, against its digests.
class Chain {
 public:
  /// `digest`: as it is kept, 32 bytes. kData: the trail is not what was written, and from where on.
  base::Result<> take(const Entry& entry, std::string_view digest);
  /// Of those that were taken.
  const Head& head() const { return head_; }

 private:
  Head head_;
};

}  // namespace mizan::audit
