#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/digest.hpp"

namespace mizan::audit {

/// One line of the audit trail: who did what, and how it ended. No personal data and nothing that lets
/// anybody in.
struct Entry {
  std::int64_t number = 0;  ///< from 1, without gaps; given when it is written
  base::Micros at = 0;
  std::string who;      ///< "token:pg-punjab", "org:federal", "os:root" …
  std::string did;      ///< "read", or a command: "link add"
  std::string what;     ///< "case MZ-PB-0000123-45"
  std::string outcome;  ///< "shown", "refused" …
};

/// The digest before the first entry.
base::Sha256 beginning();

/// SHA-256 over the digest of the entry before and every part of this one, each with its length: what is
/// changed, left out or put elsewhere gives other digests from there on.
base::Sha256 link(const base::Sha256& before, const Entry& entry);

}  // namespace mizan::audit
