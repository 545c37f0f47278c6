#pragma once
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "registry/keys.hpp"

namespace mizan::registry {

/// One build of an adapter, as a signature speaks of it.
struct Build {
  std::string id;
  std::string version;
  std::string sha256;  ///< of the plugin's file, 64 hexadecimal digits
};

/// What stands in the file PLUGIN.so.sig (TOML).
struct Signature {
  Build build;
  std::string key;    ///< fingerprint of the key that signed
  std::string bytes;  ///< 64, of Ed25519 over signed_bytes(build)
};

/// "mizan adapter 1\nID\nVERSION\nSHA256\n": no part can hold a line feed, so no two builds have the same.
std::string signed_bytes(const Build& build);

base::Result<Signature> sign(const Build& build, const PrivateKey& key);

std::string signature_text(const Signature& signature);

/// Reads it back, from any bytes. Whether it is right is another question: trust.hpp.
base::Result<Signature> parse_signature(std::string_view text, std::string_view file);

}  // namespace mizan::registry
