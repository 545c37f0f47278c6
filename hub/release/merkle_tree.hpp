#pragma once
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "base/digest.hpp"

// The Merkle tree of RFC 6962, section 2.1 (and RFC 9162): a log of entries whose one root proves what each
// of them is, and that a later log only added to an earlier one. Pure functions; any thread.
namespace mizan::release {

using Hash = base::Sha256;

/// Of an entry's bytes: SHA-256 of 0x00 and them.
Hash leaf_hash(std::string_view entry);

/// The root over these leaves, in their order. Of none: SHA-256 of nothing.
Hash root_of(std::span<const Hash> leaves);

/// What proves to who knows the root that the leaf at `index` is in the log. `index` is below the size.
std::vector<Hash> inclusion_proof(std::span<const Hash> leaves, std::size_t index);
bool is_included(const Hash& leaf, std::size_t index, std::size_t size, std::span<const Hash> proof,
                 const Hash& root);

/// What proves to who knows the root over the first `before` leaves that the log begins with them. `before`
/// is 1 up to the size.
std::vector<Hash> consistency_proof(std::span<const Hash> leaves, std::size_t before);
bool is_consistent(std::size_t before, const Hash& root_before, std::size_t after, const Hash& root_after,
                   std::span<const Hash> proof);

}  // namespace mizan::release
