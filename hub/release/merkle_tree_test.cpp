// Against the roots that the authors of Certificate Transparency publish with RFC 6962's reference code, and
// every proof of every log up to a size, untouched and touched.
#include "release/merkle_tree.hpp"

#include <gtest/gtest.h>

#include <string>

namespace mizan::release {
namespace {

std::vector<Hash> entries(std::size_t count) {
  std::vector<Hash> leaves;
  for (std::size_t i = 0; i < count; ++i) leaves.push_back(leaf_hash("entry " + std::to_string(i)));
  return leaves;
}

TEST(MerkleTree, HasTheRootsOfTheReferenceCode) {
  using namespace std::string_literals;
  const std::vector<std::string> inputs = {
      ""s,
      "\x00"s,
      "\x10"s,
      "\x20\x21"s,
      "\x30\x31"s,
      "\x40\x41\x42\x43"s,
      "\x50\x51\x52\x53\x54\x55\x56\x57"s,
      "\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f"s};
  const std::vector<std::string> roots = {"6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
                                          "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
                                          "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
                                          "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
                                          "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
                                          "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
                                          "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
                                          "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"};
  EXPECT_EQ(base::to_hex(root_of({})), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  std::vector<Hash> leaves;
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    leaves.push_back(leaf_hash(inputs[i]));
    EXPECT_EQ(base::to_hex(root_of(leaves)), roots[i]) << i + 1;
  }
}

// Each hash of a proof with one bit turned, a proof too short, and one too long.
template <class Holds>
void expect_only_this_proof(const std::vector<Hash>& proof, Holds holds) {
  EXPECT_TRUE(holds(proof));
  for (std::size_t i = 0; i < proof.size(); ++i) {
    auto touched = proof;
    touched[i][7] ^= 1;
    EXPECT_FALSE(holds(touched));
  }
  auto longer = proof;
  longer.push_back(leaf_hash("more"));
  EXPECT_FALSE(holds(longer));
  if (proof.empty()) return;
  auto shorter = proof;
  shorter.pop_back();
  EXPECT_FALSE(holds(shorter));
}

TEST(MerkleTree, EveryEntryOfEveryLogIsProvedAndNoOtherInItsPlace) {
  for (std::size_t size = 1; size <= 40; ++size) {
    const auto leaves = entries(size);
    const auto root = root_of(leaves);
    for (std::size_t index = 0; index < size; ++index) {
      const auto proof = inclusion_proof(leaves, index);
      expect_only_this_proof(proof, [&](const std::vector<Hash>& given) {
        return is_included(leaves[index], index, size, given, root);
      });
      EXPECT_FALSE(is_included(leaf_hash("another"), index, size, proof, root));
      EXPECT_FALSE(is_included(leaves[index], size, size, proof, root));
      if (size > 1) EXPECT_FALSE(is_included(leaves[index], (index + 1) % size, size, proof, root));
    }
  }
}

TEST(MerkleTree, ALaterLogIsProvedToBeginWithEveryEarlierOne) {
  for (std::size_t after = 1; after <= 40; ++after) {
    const auto leaves = entries(after);
    const auto root = root_of(leaves);
    for (std::size_t before = 1; before <= after; ++before) {
      const auto root_before = root_of(std::span(leaves).first(before));
      expect_only_this_proof(consistency_proof(leaves, before), [&](const std::vector<Hash>& given) {
        return is_consistent(before, root_before, after, root, given);
      });
      auto rewritten = leaves;
      rewritten[before - 1] = leaf_hash("rewritten");
      EXPECT_FALSE(is_consistent(before, root_before, after, root_of(rewritten),
                                 consistency_proof(rewritten, before)));
    }
    EXPECT_FALSE(is_consistent(0, root_of({}), after, root, {}));
    EXPECT_FALSE(is_consistent(after + 1, root, after, root, {}));
  }
}

}  // namespace
}  // namespace mizan::release
