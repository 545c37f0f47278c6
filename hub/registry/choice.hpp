#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "registry/installed.hpp"
#include "registry/trust.hpp"

namespace mizan::registry {

/// What a source asks for.
struct Wanted {
  std::string id;
  std::string version;  ///< empty: the newest
  std::string digest;   ///< SHA-256 in hexadecimal; empty: any
};

struct Chosen {
  Installed installed;
  Standing standing;
};

/// May a build of this standing run?
inline bool may_run(const Standing& standing, bool allow_unsigned) {
  return standing.how == Standing::How::kTrusted ||
         (standing.how == Standing::How::kUnsigned && allow_unsigned);
}

/// The standing of an installed build, by its manifest and the signature beside it; its bytes are not read.
Standing standing_of(const Trust& trust, const Installed& installed);

/// The newest build that is what is asked for and may run; nothing if none of the id is installed. An error
/// says why those that are installed will not do. `installed`: as list_installed() orders them.
base::Result<std::optional<Chosen>> choose(const std::vector<Installed>& installed, const Trust& trust,
                                           bool allow_unsigned, const Wanted& wanted);

/// The bytes of an installed build, if they are those that its manifest names.
base::Result<PluginBytes> read_installed(const Installed& installed);

}  // namespace mizan::registry
