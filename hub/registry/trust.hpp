#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "registry/keys.hpp"
#include "registry/signature.hpp"

namespace mizan::registry {

struct TrustedKey {
  PublicKey key;
  std::string name;   ///< whose it is
  std::string since;  ///< RFC 3339
};

/// A key by its fingerprint, or a build by its digest, that is good no more, whatever else is said of it.
struct Revocation {
  std::string what;
  std::string reason;
  std::string since;
};

/// Whom the operator trusts. Owned by the operator: trust.toml in the hub's folder.
struct Trust {
  std::vector<TrustedKey> keys;
  std::vector<Revocation> revoked;

  const TrustedKey* find_key(std::string_view fingerprint) const;
  const Revocation* find_revocation(std::string_view what) const;
};

/// Without a file nobody is trusted. A file that its group or others may write is refused.
base::Result<Trust> read_trust(const std::filesystem::path& file);
/// From any bytes.
base::Result<Trust> parse_trust(std::string_view text, const std::string& file);
std::string trust_text(const Trust& trust);
base::Result<> write_trust(const std::filesystem::path& file, const Trust& trust);

/// What a signature is worth.
struct Standing {
  enum class How : std::uint8_t {
    kTrusted,   ///< signed by a key that is trusted
    kUnsigned,  ///< not signed, or by a key that nobody here has heard of
    kRefused,   ///< revoked, or the signature is wrong: no setting lets it run
  };
  How how = How::kUnsigned;
  std::string words;  ///< behind "it": "is signed by IT cell, Punjab", or what is the matter
};

/// Judges a build by its digest. `signature`: as the file beside it has it; nothing: there is none; an error:
/// it cannot be read.
Standing judge(const Trust& trust, const Build& build,
               const std::optional<base::Result<Signature>>& signature);

/// The signature beside a plugin, PLUGIN.so.sig.
std::optional<base::Result<Signature>> signature_beside(const std::filesystem::path& plugin);
std::filesystem::path signature_file(const std::filesystem::path& plugin);

}  // namespace mizan::registry
