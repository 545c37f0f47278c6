// What a source sends of a sealed case is known, and nothing of it is kept.
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "base/json.hpp"
#include "store/raw_block.hpp"
#include "store/record_writer.hpp"
#include "store/schema.hpp"
#include "store/seal_guard_impl.hpp"

namespace mizan::store {
namespace {

using nlohmann::json;

// Every text and number of a JSON value.
template <class Take>
void for_each_text(const json& value, const Take& take) {
  if (value.is_string()) take(value.get_ref<const std::string&>());
  if (value.is_number()) take(base::json_text(value));
  if (!value.is_structured()) return;
  for (const auto& each : value) for_each_text(each, take);
}

}  // namespace

base::Result<std::string> RecordWriter::source_name() {
  if (!source_name_.empty()) return source_name_;
  MIZAN_ASSIGN(auto* find, impl_.statement("SELECT name FROM source WHERE id = ?1"));
  const ResetGuard guard(*find);
  MIZAN_ASSIGN(const bool row, find->bind(1, std::int64_t{source_.value}).step());
  if (row) source_name_ = find->text(0);
  return source_name_;
}

// A holder whose record names a sealed FIR: its own key is sealed with it, for what belongs to the record
// names that alone. What came of it before is taken away at the next counting.
base::Result<bool> RecordWriter::seal_too(const std::string& digest, std::int64_t seal) {
  MIZAN_ASSIGN(auto* put, impl_.statement("INSERT OR IGNORE INTO sealed_key VALUES (?1, ?2)"));
  MIZAN_TRY(put->bind_blob(1, digest).bind(2, seal).run());
  MIZAN_TRY(put_setting(impl_.db, kSealPending, "1"));
  impl_.sealed->sealed.emplace(digest, seal);
  return true;
}

base::Result<bool> RecordWriter::is_sealed(const Upsert& item) {
  if (!impl_.sealed || impl_.sealed->sealed.empty()) return false;
  MIZAN_ASSIGN(const auto name, source_name());
  const bool is_case = item.record.kind == model::Kind::kCase;
  const auto key = is_case ? std::string_view(item.record.key)
                           : item.record.text(model::field::case_id).value_or(std::string_view());
  const auto digest = impl_.sealed->of_case(name, key);
  if (impl_.sealed->find(digest) != 0) return true;
  if (!is_case || !item.fir_key) return false;
  const auto seal = impl_.sealed->find(impl_.sealed->of_fir(*item.fir_key));
  return seal == 0 ? base::Result<bool>(false) : seal_too(digest, seal);
}

base::Result<bool> RecordWriter::names_sealed(const Quarantined& item) {
  if (!impl_.sealed || impl_.sealed->sealed.empty()) return false;
  MIZAN_ASSIGN(const auto name, source_name());
  bool found = false;
  const auto look = [&](const std::string& text) {
    found = found || impl_.sealed->find(impl_.sealed->of_case(name, text)) != 0;
  };
  for_each_text(base::parse_json(item.raw), look);
  return found;
}

base::Result<std::vector<bool>> keep_sealed_out(Store::Impl& impl, IngestBatch& batch) {
  if (!impl.sealed) {
    MIZAN_ASSIGN(const auto any, impl.db.query_integer("SELECT EXISTS (SELECT 1 FROM sealed_key)"));
    if (any == 0) return std::vector<bool>();
    return base::Error{base::Code::kConfig, "this store has sealed cases, and nobody has said by which key"};
  }
  if (impl.sealed->sealed.empty()) return std::vector<bool>();
  std::vector<bool> sealed;
  std::map<std::size_t, std::set<std::size_t>> texts;  // by block
  std::size_t text = 0;
  RecordWriter writer(impl, batch.source);
  for (auto& item : batch.items) {
    bool found = false;
    if (const auto* upsert = std::get_if<Upsert>(&item)) {
      MIZAN_ASSIGN(found, writer.is_sealed(*upsert));
      if (found) texts[text / kTextsPerBlock].insert(text % kTextsPerBlock);
      ++text;
    } else if (auto* rejected = std::get_if<Quarantined>(&item)) {
      MIZAN_ASSIGN(const bool names, writer.names_sealed(*rejected));
      if (names)
        *rejected = {{rejected->rejection.reason, rejected->rejection.field, "", ""}, "", rejected->content};
    }
    sealed.push_back(found);
  }
  for (const auto& [block, places] : texts) {
    if (block >= batch.raw_blocks->size()) continue;
    auto& bytes = (*batch.raw_blocks)[block];
    const auto blanked =
        without_texts(bytes, [&places = places](std::size_t at) { return places.contains(at); });
    if (!blanked) return base::Error{base::Code::kInternal, "a block of raw texts cannot be read"};
    bytes = *blanked;
  }
  return sealed;
}

}  // namespace mizan::store
