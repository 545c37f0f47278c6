#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "release/document.hpp"
#include "release/jws.hpp"
#include "release/merkle_tree.hpp"

namespace mizan::release {

/// `typ` of a signed head.
inline constexpr std::string_view kHeadType = "mizan-release-head+json";

/// What whoever keeps the log says of it: how many releases it has, and the root over them.
struct Head {
  std::size_t size = 0;
  Hash root{};
  std::string at;  ///< when it was signed
};

base::Result<Jws> sign_head(std::span<const Hash> leaves, base::Micros at, const registry::PrivateKey& key);
/// kData: it is no head. The signature is not looked at.
base::Result<Head> read_head(const Jws& jws);

/// What proves, without the log, that a release is in it: JSON with `v`, `index`, `inclusion`, `head`
/// (signed), and for who knows an earlier head `since` (its size) and `consistency`.
base::Result<std::string> proof_text(std::span<const Hash> leaves, std::size_t index, const Jws& head,
                                     std::size_t since);

/// What proves that the log begins with its own first `from` releases (1 up to its size): JSON with `v`,
/// `from`, `to`, both roots, and the hashes of the proof.
std::string consistency_text(std::span<const Hash> leaves, std::size_t from);

/// What somebody holds who asks whether a release is what it says.
struct Evidence {
  std::string_view release;               ///< the signed document
  std::string_view proof;                 ///< empty: whether it was published is not asked
  std::string_view earlier_head;          ///< signed; empty: none is known
  std::vector<registry::PublicKey> keys;  ///< of those who are believed
};

/// The release, where all of this holds: one of the keys signed it, and the head; the head's log has it at
/// the place that the proof says; that log begins with the one of the earlier head. Else kAuth, and which of
/// these does not, or kData where something is not what it should be. Pure; any thread.
base::Result<Summary> verify(const Evidence& evidence);

}  // namespace mizan::release
