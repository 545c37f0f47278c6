#include "release/proof.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>

#include "base/json.hpp"

namespace mizan::release {
namespace {

using nlohmann::ordered_json;

constexpr int kProofVersion = 1;
// A proof of a log of 2^63 releases has no more.
constexpr std::size_t kMostHashes = 64;

base::Error none(std::string_view what) {
  return {base::Code::kData, std::string(what)};
}
base::Error unproved(std::string_view what) {
  return {base::Code::kAuth, std::string(what)};
}

std::optional<unsigned> digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return std::nullopt;
}

std::optional<Hash> hash_of(const ordered_json& json) {
  if (!json.is_string()) return std::nullopt;
  const auto& text = json.get_ref<const std::string&>();
  Hash hash{};
  if (text.size() != 2 * hash.size()) return std::nullopt;
  for (std::size_t i = 0; i < hash.size(); ++i) {
    const auto high = digit(text[2 * i]);
    const auto low = digit(text[2 * i + 1]);
    if (!high || !low) return std::nullopt;
    hash[i] = static_cast<unsigned char>(*high * 16 + *low);
  }
  return hash;
}

std::optional<std::size_t> number_in(const ordered_json& object, const char* name) {
  const auto found = object.find(name);
  if (found == object.end() || !found->is_number_unsigned()) return std::nullopt;
  return found->get<std::size_t>();
}

ordered_json json_of(const std::vector<Hash>& hashes) {
  auto list = ordered_json::array();
  for (const auto& hash : hashes) list.push_back(base::to_hex(hash));
  return list;
}

std::optional<std::vector<Hash>> hashes_in(const ordered_json& object, const char* name) {
  const auto found = object.find(name);
  if (found == object.end() || !found->is_array() || found->size() > kMostHashes) return std::nullopt;
  std::vector<Hash> hashes;
  for (const auto& each : *found) {
    const auto hash = hash_of(each);
    if (!hash) return std::nullopt;
    hashes.push_back(*hash);
  }
  return hashes;
}

struct Proof {
  std::size_t index = 0;
  std::vector<Hash> inclusion;
  std::string head;
  std::size_t since = 0;
  std::vector<Hash> consistency;
};

base::Result<Proof> read_proof(std::string_view text) {
  const auto json = base::parse_ordered_json(text);
  if (!json.is_object() || number_in(json, "v") != kProofVersion)
    return none("the proof is none, or of a version that this program does not know");
  const auto index = number_in(json, "index");
  auto inclusion = hashes_in(json, "inclusion");
  const auto since = number_in(json, "since");
  auto consistency = hashes_in(json, "consistency");
  const auto head = json.find("head");
  if (!index || !inclusion || !since || !consistency || head == json.end())
    return none("the proof lacks something, or something of it is not what it should be");
  return Proof{*index, std::move(*inclusion), base::json_text(*head), *since, std::move(*consistency)};
}

base::Result<> believe(const Jws& jws, std::string_view type, std::string_view what,
                       const std::vector<registry::PublicKey>& keys) {
  if (jws.type != type) return none(fmt::format("{} is no {}", what, type));
  const bool known = std::any_of(keys.begin(), keys.end(),
                                 [&](const registry::PublicKey& key) { return is_signed_by(jws, key); });
  if (known) return {};
  return unproved(fmt::format("{} is signed by none of the keys given; it says {}", what, jws.key));
}

base::Result<Head> believed_head(std::string_view text, std::string_view what,
                                 const std::vector<registry::PublicKey>& keys) {
  auto jws = parse_jws(text);
  if (!jws) return base::within(std::string(what), jws.error());
  MIZAN_TRY(believe(*jws, kHeadType, what, keys));
  return read_head(*jws);
}

base::Result<> follows(const Proof& proof, const Head& head, std::string_view earlier_text,
                       const std::vector<registry::PublicKey>& keys) {
  MIZAN_ASSIGN(const auto earlier, believed_head(earlier_text, "the earlier head", keys));
  if (earlier.size == 0) return {};
  if (earlier.size != proof.since)
    return none(fmt::format("the proof is since a log of {} releases, the earlier head has {}", proof.since,
                            earlier.size));
  if (is_consistent(earlier.size, earlier.root, head.size, head.root, proof.consistency)) return {};
  return unproved("the log does not begin with that of the earlier head: something in it was changed");
}

}  // namespace

base::Result<Jws> sign_head(std::span<const Hash> leaves, base::Micros at, const registry::PrivateKey& key) {
  const ordered_json head = {{"v", kProofVersion},
                             {"size", leaves.size()},
                             {"root", base::to_hex(root_of(leaves))},
                             {"at", base::to_rfc3339(at)}};
  return sign_text(kHeadType, base::json_text(head), key);
}

base::Result<Head> read_head(const Jws& jws) {
  const auto json = base::parse_ordered_json(jws.payload);
  const bool known = json.is_object() && number_in(json, "v") == kProofVersion;
  const auto size = known ? number_in(json, "size") : std::nullopt;
  const auto root = known && json.contains("root") ? hash_of(json["root"]) : std::nullopt;
  if (!size || !root || !json.contains("at") || !json["at"].is_string())
    return none("the head of the log is none, or of a version that this program does not know");
  return Head{*size, *root, json["at"].get<std::string>()};
}

base::Result<std::string> proof_text(std::span<const Hash> leaves, std::size_t index, const Jws& head,
                                     std::size_t since) {
  if (since > leaves.size())
    return none(fmt::format("the log has {} releases, not {}", leaves.size(), since));
  const ordered_json proof = {{"v", kProofVersion},
                              {"index", index},
                              {"inclusion", json_of(inclusion_proof(leaves, index))},
                              {"head", base::parse_ordered_json(jws_text(head))},
                              {"since", since},
                              {"consistency", json_of(consistency_proof(leaves, since))}};
  return base::json_text(proof, 1) + "\n";
}

std::string consistency_text(std::span<const Hash> leaves, std::size_t from) {
  const ordered_json proof = {{"v", kProofVersion},
                              {"from", from},
                              {"to", leaves.size()},
                              {"from_root", base::to_hex(root_of(leaves.first(from)))},
                              {"to_root", base::to_hex(root_of(leaves))},
                              {"consistency", json_of(consistency_proof(leaves, from))}};
  return base::json_text(proof, 1) + "\n";
}

base::Result<Summary> verify(const Evidence& evidence) {
  MIZAN_ASSIGN(const auto jws, parse_jws(evidence.release));
  MIZAN_TRY(believe(jws, kDocumentType, "the release", evidence.keys));
  MIZAN_ASSIGN(auto summary, read_summary(jws.payload));
  if (evidence.proof.empty()) return summary;
  MIZAN_ASSIGN(const auto proof, read_proof(evidence.proof));
  MIZAN_ASSIGN(const auto head, believed_head(proof.head, "the head of the log", evidence.keys));
  if (!is_included(leaf_hash(evidence.release), proof.index, head.size, proof.inclusion, head.root))
    return unproved("the log does not have this release at the place that the proof says");
  if (!evidence.earlier_head.empty()) MIZAN_TRY(follows(proof, head, evidence.earlier_head, evidence.keys));
  return summary;
}

}  // namespace mizan::release
