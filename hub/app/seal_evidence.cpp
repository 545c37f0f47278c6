#include "app/seal_evidence.hpp"

#include <fmt/format.h>
#include <openssl/rand.h>

#include <array>
#include <nlohmann/json.hpp>
#include <set>

#include "api/case_story.hpp"
#include "api/json_of.hpp"
#include "backup/files.hpp"
#include "base/digest.hpp"
#include "base/json.hpp"
#include "base/text.hpp"

namespace mizan::app {
namespace {

using nlohmann::ordered_json;

constexpr const char* kWhat = "mizan.sealed.case";

base::Result<std::string> new_salt() {
  std::array<unsigned char, 32> bytes{};
  if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1)
    return base::Error{base::Code::kInternal, "no random bytes for the evidence"};
  return base::to_hex({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

std::string digest_of(base::Hmac& hmac, std::string_view line) {
  const auto digest = hmac(line);
  return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

// Keys of the holder's records: of its case record, and of those that belong to it.
std::set<std::pair<std::string, std::string>> records_of(const model::LinkedCase& linked,
                                                         const std::string& key) {
  std::set<std::pair<std::string, std::string>> keys;
  for (const auto& each : linked.cases) {
    if (each.record.key != key) continue;
    keys.emplace(model::kind_name(each.record.kind), each.record.key);
    for (const auto& child : each.children) keys.emplace(model::kind_name(child.kind), child.key);
  }
  return keys;
}

ordered_json salt_of(std::string_view line) {
  const auto header = base::parse_ordered_json(line);
  return header.is_object() && header.value("what", "") == kWhat ? header.value("salt", ordered_json())
                                                                 : ordered_json();
}

base::Error another(std::string_view where) {
  return {base::Code::kData,
          fmt::format("the file is not the one that was written when the case was sealed: {}", where)};
}

}  // namespace

base::Result<SealEvidence> evidence_of_case(store::Store& store, model::LinkedCaseId id,
                                            const std::string& source, const std::string& key) {
  MIZAN_ASSIGN(const auto story, api::story_of(id, store));
  MIZAN_ASSIGN(const auto salt, new_salt());
  const auto wanted = records_of(story.linked, key);
  base::Hmac hmac{base::Secret(salt)};
  SealEvidence evidence;
  evidence.text =
      base::json_text(ordered_json{{"what", kWhat}, {"v", 1}, {"case", story.case_id}, {"salt", salt}}) +
      "\n";
  const auto add = [&](const ordered_json& json) {
    const auto line = base::json_text(json);
    evidence.digests.push_back(digest_of(hmac, line));
    evidence.text += line + "\n";
  };
  const auto json = api::json_of(story);
  for (const auto& holder : json["holders"]) {
    if (source.empty() || holder["record"].value("key", "") == key) add(holder);
  }
  for (const auto& record : json["records"]) {
    const auto own = std::pair{record.value("kind", ""), record.value("key", "")};
    if (source.empty() || (record.value("source", "") == source && wanted.contains(own))) add(record);
  }
  return evidence;
}

base::Result<> write_evidence(const std::filesystem::path& file, const SealEvidence& evidence) {
  const auto put = backup::put_text(std::filesystem::absolute(file), evidence.text);
  return put ? base::Result<>() : base::Result<>(base::Error{base::Code::kConfig, put.error().message});
}

base::Result<std::size_t> check_evidence(const std::string& text, const std::vector<std::string>& digests) {
  auto lines = base::split(text, '\n');
  if (!lines.empty() && lines.back().empty()) lines.pop_back();
  const auto salt = lines.empty() ? ordered_json() : salt_of(lines.front());
  if (!salt.is_string()) return another("it does not begin as one");
  if (lines.size() - 1 != digests.size())
    return another(fmt::format("it has {} lines, and {} were written", lines.size() - 1, digests.size()));
  base::Hmac hmac{base::Secret(salt.get<std::string>())};
  for (std::size_t i = 0; i < digests.size(); ++i) {
    if (digest_of(hmac, lines[i + 1]) != digests[i]) return another(fmt::format("line {} is another", i + 2));
  }
  return digests.size();
}

}  // namespace mizan::app
