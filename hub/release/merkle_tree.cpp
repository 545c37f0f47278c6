#include "release/merkle_tree.hpp"

#include <bit>
#include <string>

namespace mizan::release {
namespace {

std::string_view view(const Hash& hash) {
  return {reinterpret_cast<const char*>(hash.data()), hash.size()};
}

Hash node_hash(const Hash& left, const Hash& right) {
  std::string bytes(1, '\1');
  bytes.append(view(left)).append(view(right));
  return base::sha256(bytes);
}

// The largest power of two below the size, which is 2 or more: so many leaves are on the left.
std::size_t left_of(std::size_t size) {
  return std::bit_floor(size - 1);
}

// SUBPROOF of RFC 6962: `whole` while the verifier knows the root of the subtree that is looked at.
void add_consistency(std::span<const Hash> leaves, std::size_t before, bool whole, std::vector<Hash>& proof) {
  if (before == leaves.size()) {
    if (!whole) proof.push_back(root_of(leaves));
    return;
  }
  const auto left = left_of(leaves.size());
  if (before <= left) {
    add_consistency(leaves.first(left), before, whole, proof);
    proof.push_back(root_of(leaves.subspan(left)));
  } else {
    add_consistency(leaves.subspan(left), before - left, false, proof);
    proof.push_back(root_of(leaves.first(left)));
  }
}

void strip_trailing_zeros(std::size_t& a, std::size_t& b) {
  while ((a & 1U) == 0 && a != 0) {
    a >>= 1U;
    b >>= 1U;
  }
}

}  // namespace

Hash leaf_hash(std::string_view entry) {
  std::string bytes(1, '\0');
  bytes.append(entry);
  return base::sha256(bytes);
}

Hash root_of(std::span<const Hash> leaves) {
  if (leaves.empty()) return base::sha256("");
  if (leaves.size() == 1) return leaves.front();
  const auto left = left_of(leaves.size());
  return node_hash(root_of(leaves.first(left)), root_of(leaves.subspan(left)));
}

std::vector<Hash> inclusion_proof(std::span<const Hash> leaves, std::size_t index) {
  if (leaves.size() <= 1) return {};
  const auto left = left_of(leaves.size());
  const bool on_the_left = index < left;
  auto proof = on_the_left ? inclusion_proof(leaves.first(left), index)
                           : inclusion_proof(leaves.subspan(left), index - left);
  proof.push_back(root_of(on_the_left ? leaves.subspan(left) : leaves.first(left)));
  return proof;
}

// RFC 9162, section 2.1.3.2.
bool is_included(const Hash& leaf, std::size_t index, std::size_t size, std::span<const Hash> proof,
                 const Hash& root) {
  if (index >= size) return false;
  auto node = index;
  auto last = size - 1;
  auto hash = leaf;
  for (const auto& other : proof) {
    if (last == 0) return false;
    if ((node & 1U) == 1 || node == last) {
      hash = node_hash(other, hash);
      strip_trailing_zeros(node, last);
    } else {
      hash = node_hash(hash, other);
    }
    node >>= 1U;
    last >>= 1U;
  }
  return last == 0 && hash == root;
}

std::vector<Hash> consistency_proof(std::span<const Hash> leaves, std::size_t before) {
  std::vector<Hash> proof;
  if (before > 0) add_consistency(leaves, before, true, proof);
  return proof;
}

// RFC 9162, section 2.1.4.2.
bool is_consistent(std::size_t before, const Hash& root_before, std::size_t after, const Hash& root_after,
                   std::span<const Hash> proof) {
  if (before == 0 || before > after) return false;
  if (before == after) return proof.empty() && root_before == root_after;
  const bool whole = std::has_single_bit(before);
  if (!whole && proof.empty()) return false;
  auto rest = whole ? proof : proof.subspan(1);
  auto node = before - 1;
  auto last = after - 1;
  while ((node & 1U) == 1) {
    node >>= 1U;
    last >>= 1U;
  }
  auto old_root = whole ? root_before : proof.front();
  auto new_root = old_root;
  for (const auto& other : rest) {
    if (last == 0) return false;
    if ((node & 1U) == 1 || node == last) {
      old_root = node_hash(other, old_root);
      new_root = node_hash(other, new_root);
      strip_trailing_zeros(node, last);
    } else {
      new_root = node_hash(new_root, other);
    }
    node >>= 1U;
    last >>= 1U;
  }
  return last == 0 && old_root == root_before && new_root == root_after;
}

}  // namespace mizan::release
