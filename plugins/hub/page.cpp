#include "page.hpp"

#include <fmt/format.h>
#include <mizan/abi/mizan_fields.h>

#include <algorithm>
#include <mizan/mapping/field_table.hpp>
#include <mizan/mapping/read_value.hpp>
#include <mizan/mapping/stable_digest.hpp>
#include <mizan/sdk/error.hpp>
#include <new>
#include <vector>

#include "duplicates.hpp"
#include "progress.hpp"

namespace mizan::peer {
namespace {
using simdjson::dom::element;
using simdjson::dom::object;

constexpr std::int64_t kVersion = 1;
constexpr std::size_t kMaxDepth = 16;
constexpr std::size_t kMostKey = 512;
constexpr std::size_t kMostRecord = std::size_t{1} << 20U;
constexpr std::size_t kMostNames = 20;
constexpr std::size_t kLongestDetail = 200;
// From here on a field is derived by each hub itself, or identity data, which a peer has no business to send.
constexpr std::uint16_t kFirstNotTaken = MIZAN_F_OFFENCE_GROUP;

[[noreturn]] void fail(const std::string& why) {
  throw sdk::Error(MIZAN_E_DATA, "the reply of the peer " + why);
}

std::optional<Refusal> refuse(const char* reason, std::string detail) {
  return Refusal{reason, std::move(detail)};
}

// The text of a member; nothing if it is not there or no text.
std::optional<std::string_view> text_of(object from, std::string_view name) {
  std::string_view text;
  if (from[name].get(text) != simdjson::SUCCESS) return std::nullopt;
  return text;
}

std::string plain(std::string_view text, std::size_t most) {
  std::string out;
  for (const char c : text.substr(0, most)) out += c >= ' ' && c <= '~' && c != '"' ? c : '?';
  return out;
}

std::uint64_t declaration_of(object page, std::string_view source) {
  simdjson::dom::array sources;
  if (page["sources"].get(sources) != simdjson::SUCCESS) return 0;
  for (const auto each : sources) {
    object one;
    element declaration;
    if (each.get(one) == simdjson::SUCCESS && text_of(one, "source") == source &&
        one["declaration"].get(declaration) == simdjson::SUCCESS)
      return mapping::stable_digest(simdjson::minify(declaration));
  }
  return 0;
}

/// Reads the fields of one record, all of them before any is put into a batch.
class FieldReader {
 public:
  FieldReader(std::uint16_t kind, LeftOut& left_out) : kind_(kind), left_out_(left_out) {}

  std::optional<Refusal> read(object fields) {
    for (const auto member : fields) {
      const auto* field = mapping::find_field(member.key, kind_);
      if (field == nullptr || field->id >= kFirstNotTaken) {
        left_out_.note(member.key);
      } else if (!member.value.is_null() && !take(*field, member.value)) {
        return refuse("wrong_value", fmt::format("{}: the value is not of the field's type", field->name));
      }
    }
    return std::nullopt;
  }

  void put(sdk::Batch& out) const {
    for (const auto& value : values_) {
      if (value.type == MIZAN_TEXT) {
        out.set_text(value.id, value.text);
      } else {
        out.set_integer(value.id, value.type, value.number);
      }
    }
  }

 private:
  struct Value {
    std::uint16_t id;
    std::uint16_t type;
    std::string_view text;
    std::int64_t number;
  };

  bool take(const mapping::FieldEntry& field, element value) {
    std::string_view text;
    std::int64_t number = 0;
    bool yes = false;
    switch (field.type) {
      case mapping::FieldType::kInt:
        return value.get(number) == simdjson::SUCCESS && add(field, MIZAN_INT, {}, number);
      case mapping::FieldType::kBool:
        return value.get(yes) == simdjson::SUCCESS && add(field, MIZAN_BOOL, {}, yes ? 1 : 0);
      case mapping::FieldType::kDate: {
        static const std::vector<std::string> kDays = {"%Y-%m-%d"};  // made here, so not when it is loaded
        if (value.get(text) != simdjson::SUCCESS) return false;
        const auto day = mapping::read_date(text, kDays);
        return day && add(field, MIZAN_DATE, {}, *day);
      }
      default:
        return value.get(text) == simdjson::SUCCESS && add(field, MIZAN_TEXT, text, 0);
    }
  }

  bool add(const mapping::FieldEntry& field, std::uint16_t type, std::string_view text, std::int64_t number) {
    values_.push_back({field.id, type, text, number});
    return true;
  }

  std::uint16_t kind_;
  LeftOut& left_out_;
  std::vector<Value> values_;
};

}  // namespace

void LeftOut::note(std::string_view name) {
  const auto found = names_.find(name);
  if (found != names_.end()) {
    ++found->second;
  } else if (names_.size() < kMostNames && name.size() <= 40 && plain(name, 40) == name) {
    names_.emplace(name, 1);
  } else {
    ++others_;
  }
}

std::string LeftOut::summary() const {
  std::string out;
  for (const auto& [name, count] : names_)
    out += fmt::format("{}\"{}\" {} times", out.empty() ? "" : ", ", name, count);
  if (others_ > 0) out += fmt::format("{}others {} times", out.empty() ? "" : ", ", others_);
  return out;
}

PageReader::PageReader(std::string source, std::int64_t most) : source_(std::move(source)), most_(most) {
  if (parser_.allocate(std::size_t{1} << 20U, kMaxDepth) != simdjson::SUCCESS) throw std::bad_alloc();
}

Page PageReader::open(const std::string& body) {
  element root;
  if (const auto error = parser_.parse(body).get(root); error != simdjson::SUCCESS)
    fail(fmt::format("is no JSON: {}", simdjson::error_message(error)));
  object top;
  if (root.get(top) != simdjson::SUCCESS) fail("is no page of records");
  std::int64_t version = 0;
  if (top["v"].get(version) != simdjson::SUCCESS) fail("is no page of records: it has no version");
  if (version != kVersion) {
    throw sdk::Error(MIZAN_E_UNSUPPORTED,
                     fmt::format("the peer's records are of version {}, this adapter reads version {}: "
                                 "upgrade the older of the two hubs",
                                 version, kVersion));
  }
  if (json::duplicated_member(root)) fail("has a member twice in one object");
  Page page;
  const auto next = text_of(top, "next");
  if (!next || !is_cursor(*next)) fail("has no cursor to go on from");
  page.next = *next;
  if (top["end"].get(page.end) != simdjson::SUCCESS) fail("does not say whether it is the last");
  if (top["records"].get(page.records) != simdjson::SUCCESS) fail("has no list of records");
  if (static_cast<std::int64_t>(page.records.size()) > most_)
    fail(fmt::format("has more than the {} records that were asked for", most_));
  page.declaration = declaration_of(top, source_);
  return page;
}

std::optional<Refusal> PageReader::read(element record, sdk::Batch& out, LeftOut& left_out) const {
  static constexpr std::string_view kMembers[] = {"source",   "sequence", "kind",   "key",
                                                  "revision", "op",       "fields", "native"};
  object from;
  if (record.get(from) != simdjson::SUCCESS)
    return refuse("no_record", "an element of the page is no object");
  for (const auto member : from) {
    if (std::find(std::begin(kMembers), std::end(kMembers), member.key) == std::end(kMembers))
      left_out.note(member.key);
  }
  if (text_of(from, "source") != source_)
    return refuse("other_source", "the record is of another source than was asked for");
  const auto word = text_of(from, "kind");
  const auto kind = word ? mapping::find_kind(*word) : std::uint16_t{0};
  if (kind == 0) return refuse("unknown_kind", "the record is of a kind that this adapter does not know");
  const auto key = text_of(from, "key");
  if (!key || key->empty() || key->size() > kMostKey)
    return refuse("no_key", "the record has no key of 1 to 512 bytes");
  const auto op = text_of(from, "op");
  if (op != "upsert" && op != "delete") return refuse("wrong_value", "op: expected \"upsert\" or \"delete\"");
  const auto raw = simdjson::minify(record);
  if (raw.size() > kMostRecord) return refuse("too_large", "the record is larger than 1 MiB");
  if (op == "delete") {
    out.remove(kind, *key).raw(raw);
    return std::nullopt;
  }
  object fields;
  if (from["fields"].get(fields) != simdjson::SUCCESS) return refuse("no_fields", "the record has no fields");
  FieldReader reader(kind, left_out);
  if (auto refusal = reader.read(fields)) return refusal;
  reader.put(out.add(kind, *key).raw(raw));
  return std::nullopt;
}

std::string detail_of(const std::string& body) {
  simdjson::dom::parser parser;
  object problem;
  if (parser.allocate(std::size_t{64} << 10U, kMaxDepth) != simdjson::SUCCESS ||
      body.size() > (std::size_t{64} << 10U) || parser.parse(body).get(problem) != simdjson::SUCCESS)
    return {};
  return plain(text_of(problem, "detail").value_or(""), kLongestDetail);
}

}  // namespace mizan::peer
