#include "release/archive.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>

#include "base/json.hpp"
#include "base/text.hpp"
#include "registry/plugin_bytes.hpp"

namespace mizan::release {
namespace fs = std::filesystem;
namespace {

using nlohmann::ordered_json;

constexpr std::uintmax_t kLargestFile = std::uintmax_t{1} << 30U;

base::Error wrong(const fs::path& file, std::string_view what) {
  return {base::Code::kData, fmt::format("{}: {}", file.string(), what)};
}

// A file that is not there is empty where `may_lack`.
base::Result<std::string> read_file(const fs::path& file, bool may_lack) {
  std::error_code failed;
  const auto size = fs::file_size(file, failed);
  if (failed) {
    if (may_lack && failed == std::errc::no_such_file_or_directory) return std::string();
    return base::Error{base::Code::kNotFound, fmt::format("{}: {}", file.string(), failed.message())};
  }
  if (size > kLargestFile) return wrong(file, "is larger than a release can be (1 GiB)");
  std::ifstream in(file, std::ios::binary);
  std::string text(static_cast<std::size_t>(size), '\0');
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (!in) return wrong(file, "cannot be read");
  return text;
}

// Whole lines; one that a stop cut off is none.
std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  for (auto end = text.find('\n'); end != std::string_view::npos; end = text.find('\n')) {
    lines.push_back(text.substr(0, end));
    text.remove_prefix(end + 1);
  }
  return lines;
}

bool is_id(std::string_view id) {
  return !id.empty() && id.size() <= 40 && id.front() != '.' && std::all_of(id.begin(), id.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' || c == '.';
  });
}

// "2025-Q4.12": the period and the number.
std::pair<std::string_view, std::int64_t> parts_of(std::string_view id) {
  const auto dot = id.rfind('.');
  if (dot == std::string_view::npos) return {id, 0};
  return {id.substr(0, dot), base::parse_int(id.substr(dot + 1)).value_or(0)};
}

}  // namespace

base::Result<Archive> Archive::open(fs::path folder) {
  Archive archive(std::move(folder));
  MIZAN_TRY(archive.read_log());
  return archive;
}

fs::path Archive::file(std::string_view id, std::string_view ending) const {
  return folder_ / fmt::format("{}{}", id, ending);
}

base::Result<> Archive::read_log() {
  const auto path = folder_ / "log.jsonl";
  MIZAN_ASSIGN(const auto text, read_file(path, true));
  for (const auto line : lines_of(text)) {
    const auto json = base::parse_ordered_json(line);
    const bool sound = json.is_object() && json.contains("id") && json["id"].is_string() &&
                       json.contains("leaf") && json["leaf"].is_string() && json.contains("at") &&
                       json["at"].is_string() && is_id(json["id"].get<std::string>());
    if (!sound) return wrong(path, fmt::format("line {} is no entry of the log", log_.size() + 1));
    Entry entry{json["id"].get<std::string>(), {}, json["at"].get<std::string>()};
    MIZAN_ASSIGN(const auto release, read_file(file(entry.id, ".jws"), false));
    entry.leaf = leaf_hash(release);
    if (base::to_hex(entry.leaf) != json["leaf"].get<std::string>())
      return wrong(file(entry.id, ".jws"), "is not the release that was published: the log has another");
    log_.push_back(std::move(entry));
  }
  return {};
}

base::Result<> Archive::write_log() const {
  std::string text;
  for (const auto& entry : log_) {
    text +=
        base::json_text(ordered_json{{"id", entry.id}, {"leaf", base::to_hex(entry.leaf)}, {"at", entry.at}});
    text += '\n';
  }
  return registry::replace_file(folder_ / "log.jsonl", text);
}

const Archive::Entry* Archive::find(std::string_view id) const {
  const auto found =
      std::find_if(log_.begin(), log_.end(), [&](const Entry& entry) { return entry.id == id; });
  return found == log_.end() ? nullptr : &*found;
}

std::vector<Hash> Archive::leaves() const {
  std::vector<Hash> all;
  for (const auto& entry : log_) all.push_back(entry.leaf);
  return all;
}

base::Result<std::vector<Archive::Item>> Archive::list() const {
  std::vector<Item> items;
  std::error_code failed;
  for (const auto& entry : fs::directory_iterator(folder_, failed)) {
    if (entry.path().extension() != ".json" || !is_id(entry.path().stem().string())) continue;
    Item item{entry.path().stem().string()};
    if (fs::exists(file(item.id, ".jws"))) item.state = State::kSigned;
    if (const auto* published = find(item.id)) {
      item.state = State::kPublished;
      item.place = static_cast<std::size_t>(published - log_.data());
      item.at = published->at;
    }
    items.push_back(std::move(item));
  }
  if (failed && failed != std::errc::no_such_file_or_directory)
    return base::Error{base::Code::kConfig, fmt::format("{}: {}", folder_.string(), failed.message())};
  std::sort(items.begin(), items.end(),
            [](const Item& a, const Item& b) { return parts_of(a.id) < parts_of(b.id); });
  return items;
}

base::Result<std::string> Archive::next_id(std::string_view period) const {
  MIZAN_ASSIGN(const auto items, list());
  std::int64_t last = 0;
  for (const auto& item : items) {
    const auto [of, number] = parts_of(item.id);
    if (of == period) last = std::max(last, number);
  }
  return fmt::format("{}.{}", period, last + 1);
}

std::optional<std::string> Archive::last_published(std::string_view period) const {
  std::optional<std::string> last;
  for (const auto& entry : log_) {
    if (parts_of(entry.id).first == period) last = entry.id;
  }
  return last;
}

base::Result<std::string> Archive::document(std::string_view id) const {
  if (!is_id(id)) return base::Error{base::Code::kNotFound, fmt::format("\"{}\" is no id of a release", id)};
  return read_file(file(id, ".json"), false);
}

base::Result<std::string> Archive::signed_text(std::string_view id) const {
  if (!is_id(id)) return base::Error{base::Code::kNotFound, fmt::format("\"{}\" is no id of a release", id)};
  MIZAN_ASSIGN(auto text, read_file(file(id, ".jws"), false));
  const auto* entry = find(id);
  if (entry != nullptr && entry->leaf != leaf_hash(text))
    return wrong(file(id, ".jws"), "is not the release that was published: the log has another");
  return text;
}

base::Result<> Archive::prepare(std::string_view id, std::string_view document) {
  if (!is_id(id)) return base::Error{base::Code::kConfig, fmt::format("\"{}\" is no id of a release", id)};
  std::error_code failed;
  fs::create_directories(folder_, failed);
  if (failed)
    return base::Error{base::Code::kConfig, fmt::format("{}: {}", folder_.string(), failed.message())};
  if (fs::exists(file(id, ".json")))
    return base::Error{base::Code::kConfig, fmt::format("{}: is there already", file(id, ".json").string())};
  return registry::replace_file(file(id, ".json"), document);
}

base::Result<> Archive::sign(std::string_view id, const registry::PrivateKey& key) {
  MIZAN_ASSIGN(auto text, document(id));
  if (fs::exists(file(id, ".jws")))
    return base::Error{base::Code::kConfig,
                       fmt::format("{}: is signed already; prepare another release to change it", id)};
  MIZAN_ASSIGN(const auto jws, sign_text(kDocumentType, std::move(text), key));
  return registry::replace_file(file(id, ".jws"), jws_text(jws));
}

base::Result<std::vector<Jws>> Archive::heads() const {
  const auto path = folder_ / "heads.jsonl";
  MIZAN_ASSIGN(const auto text, read_file(path, true));
  std::vector<Jws> heads;
  for (const auto line : lines_of(text)) {
    auto jws = parse_jws(line);
    if (!jws) return wrong(path, fmt::format("line {}: {}", heads.size() + 1, jws.error().message));
    heads.push_back(std::move(*jws));
  }
  return heads;
}

base::Result<std::optional<Jws>> Archive::head() const {
  MIZAN_ASSIGN(auto all, heads());
  if (all.empty()) return std::optional<Jws>();
  return std::optional(std::move(all.back()));
}

base::Result<Jws> Archive::head_of(std::size_t size) const {
  MIZAN_ASSIGN(auto all, heads());
  for (auto each = all.rbegin(); each != all.rend(); ++each) {
    MIZAN_ASSIGN(const auto said, read_head(*each));
    if (said.size == size) return std::move(*each);
  }
  return base::Error{base::Code::kNotFound, fmt::format("no head of {} releases was signed", size)};
}

base::Result<std::span<const Archive::Entry>> Archive::sealed() const {
  MIZAN_ASSIGN(const auto newest, head());
  if (!newest) return std::span<const Entry>();
  MIZAN_ASSIGN(const auto said, read_head(*newest));
  if (said.size > log_.size())
    return base::Error{base::Code::kData,
                       fmt::format("{}: has {} releases, its newest head {}",
                                   (folder_ / "log.jsonl").string(), log_.size(), said.size)};
  return std::span(log_).first(said.size);
}

base::Result<std::string> Archive::consistency(std::size_t from, std::size_t to) const {
  MIZAN_ASSIGN(const auto known, sealed());
  if (from < 1 || from > to || to > known.size())
    return base::Error{base::Code::kData,
                       fmt::format("from and to are sizes of the log, 1 to {}, in this order", known.size())};
  const auto all = leaves();
  return consistency_text(std::span(all).first(to), from);
}

base::Result<> Archive::publish(std::string_view id, const registry::PrivateKey& key, base::Micros at) {
  MIZAN_ASSIGN(const auto text, signed_text(id));
  if (find(id) == nullptr) {
    log_.push_back({std::string(id), leaf_hash(text), base::to_rfc3339(at)});
    MIZAN_TRY(write_log());
  }
  MIZAN_ASSIGN(auto all, heads());
  if (!all.empty()) {
    MIZAN_ASSIGN(const auto newest, read_head(all.back()));
    if (newest.size == log_.size()) return {};
  }
  MIZAN_ASSIGN(auto signed_head, sign_head(leaves(), at, key));
  all.push_back(std::move(signed_head));
  std::string lines;
  for (const auto& each : all) lines += jws_text(each) + "\n";
  return registry::replace_file(folder_ / "heads.jsonl", lines);
}

base::Result<std::string> Archive::proof(std::string_view id, std::size_t since) const {
  const auto* entry = find(id);
  if (entry == nullptr) return base::Error{base::Code::kNotFound, fmt::format("{}: is not published", id)};
  MIZAN_ASSIGN(const auto newest, head());
  if (!newest)
    return base::Error{base::Code::kNotFound, "the log has no signed head: publish the release once more"};
  MIZAN_ASSIGN(const auto said, read_head(*newest));
  const auto all = leaves();
  const auto place = static_cast<std::size_t>(entry - log_.data());
  if (said.size > all.size() || place >= said.size)
    return base::Error{base::Code::kData,
                       "the newest head is not of this log: publish the release once more"};
  return proof_text(std::span(all).first(said.size), place, *newest, since);
}

base::Result<std::size_t> Archive::check(const std::vector<registry::PublicKey>& keys) const {
  const auto all = leaves();
  for (const auto& entry : log_) {
    MIZAN_ASSIGN(const auto text, signed_text(entry.id));
    auto summary = verify({text, {}, {}, keys});
    if (!summary) return base::within(entry.id, summary.error());
    if (summary->id != entry.id) return wrong(file(entry.id, ".jws"), "is the release " + summary->id);
  }
  MIZAN_ASSIGN(const auto signed_heads, heads());
  std::size_t known = 0;
  for (const auto& jws : signed_heads) {
    MIZAN_ASSIGN(const auto said, read_head(jws));
    const bool ours = std::any_of(keys.begin(), keys.end(),
                                  [&](const registry::PublicKey& key) { return is_signed_by(jws, key); });
    if (!ours)
      return base::Error{base::Code::kAuth,
                         fmt::format("a head of {} releases is signed by none of the keys given", said.size)};
    if (said.size < known || said.size > all.size() || root_of(std::span(all).first(said.size)) != said.root)
      return base::Error{base::Code::kAuth,
                         fmt::format("the head of {} releases is not that of this log", said.size)};
    known = said.size;
  }
  if (known != all.size())
    return base::Error{base::Code::kData,
                       fmt::format("the log has {} releases, its newest head {}: publish the last once more",
                                   all.size(), known)};
  return all.size();
}

}  // namespace mizan::release
