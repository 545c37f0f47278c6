// The generic connector for JSON: documents, arrays of documents, and lines of documents (NDJSON), by a
// mapping and no code.
#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>
#include <mizan/mapping/file_connector.hpp>
#include <mizan/mapping/input_bytes.hpp>

#include "duplicates.hpp"
#include "json_row.hpp"

namespace {
using namespace mizan;

constexpr char kSchema[] =
    R"({"type": "object", "required": ["folder", "mapping"], "additionalProperties": false,
  "properties": {"folder": {"type": "string"}, "mapping": {"type": "object"}}})";

/// One document that is longer is refused: a line of a hundred megabytes is no case.
constexpr std::size_t kMaxDocument = std::size_t{16} << 20U;
constexpr std::size_t kMaxDepth = 64;

class JsonAdapter final : public mapping::FileConnector {
 public:
  JsonAdapter(sdk::Host host, const sdk::Config& config) : FileConnector(host, config, "json") {
    for (const auto& group : mapping().groups()) groups_.emplace_back(group, mapping().places(group));
    if (parser_.allocate(std::size_t{1} << 20U, kMaxDepth) != simdjson::SUCCESS) throw std::bad_alloc();
  }

 protected:
  void read_file(const mapping::FoundFile& file, std::uint64_t from, mapping::RecordStream& out,
                 const std::function<void(std::uint64_t)>& done) override {
    const auto& encoding = mapping().input().encoding;
    mapping::InputBytes bytes(file.path, encoding.empty() ? "utf-8" : encoding);
    json::DocumentScanner scanner(bytes.text());
    scanner.seek(from);
    const auto place = file.name + ": byte ";
    for (auto document = scanner.next(); document; document = scanner.next()) {
      if (const auto item = out.item(place, static_cast<std::int64_t>(scanner.begin())); item)
        take(place, scanner, *document, out);
      if (!out.full()) continue;
      done(scanner.position());
      bytes.release_before(scanner.begin());
    }
    if (!scanner.problem().empty()) {
      out.reject(fmt::format("{}{}", place, bytes.text().size()), "unreadable_file", scanner.problem(), "");
    }
  }

 private:
  void take(const std::string& place, const json::DocumentScanner& scanner, std::string_view text,
            mapping::RecordStream& out) {
    const auto where = [&] { return fmt::format("{}{}", place, scanner.begin()); };
    if (text.size() > kMaxDocument)
      return out.reject(where(), "too_large", "the document is longer than 16 MiB", text);
    simdjson::dom::element root;
    if (const auto error = parser_.parse(text.data(), text.size(), true).get(root);
        error != simdjson::SUCCESS) {
      return out.reject(where(), "unreadable_document",
                        fmt::format("no JSON: {}", simdjson::error_message(error)), text);
    }
    if (const auto twice = json::duplicated_member(root)) {
      return out.reject(where(), "duplicate_member",
                        fmt::format("the member \"{}\" stands twice in one object", twice->substr(0, 100)),
                        "");
    }
    for (const auto& group : groups_) {
      group.for_each(root, [&](const json::JsonRow& row) { out.row(group.name(), row); });
    }
  }

  simdjson::dom::parser parser_;
  std::vector<json::Group> groups_;
};

}  // namespace

MIZAN_ADAPTER(JsonAdapter, {"json", "1.1.0", kSchema, /*checkpoint_version=*/2});
