#include "normalize/normalizer.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "base/text.hpp"
#include "model/codes.hpp"
#include "normalize/derive.hpp"
#include "normalize/lifecycle.hpp"
#include "normalize/place_resolver.hpp"
#include "normalize/pseudonyms.hpp"
#include "normalize/values.hpp"

namespace mizan::normalize {
namespace {

namespace field = model::field;
using model::FieldId;
using model::FieldType;
using model::Finding;
using model::Kind;
using model::Record;

constexpr std::size_t kFieldSlots = 512;
constexpr std::size_t kMaxRaw = 1 << 20;
constexpr std::size_t kQuarantinedRaw = 1 << 16;
constexpr std::size_t kMaxNative = 256;
constexpr FieldId kFirstDerived = field::offence_group_id;
constexpr FieldId kLastDerived = field::offence_flags_id;
// Shorter names are words of everyday texts.
constexpr std::size_t kShortestNameInText = 5;

// What is done with one field of one kind, looked up by number.
struct FieldPlan {
  bool known = false;
  bool belongs = false;
  bool is_place = false;
  FieldType type = FieldType::kText;
  const CodeTable* codes = nullptr;
};
using KindPlan = std::array<FieldPlan, kFieldSlots>;

// Fields that name another thing by its key; the same key must stay the same text in every record.
bool is_reference(FieldId id) {
  return id == field::case_id || id == field::accused_id || id == field::prosecutor_id ||
         id == field::judge_id;
}

bool is_matched(FieldId id) {
  return id == field::person_name_id || id == field::father_name_id || id == field::cnic_id;
}

std::string slug(std::string_view native) {
  std::string out;
  for (const char c : native.substr(0, 64)) {
    const bool counts = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (counts) out += c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
    if (!counts && !out.empty() && out.back() != '_') out += '_';
  }
  while (!out.empty() && out.back() == '_') out.pop_back();
  return out;
}

}  // namespace

PlaceRules place_rules(const SourceRules& rules) {
  const auto by_codes = [&](FieldId id) { return rules.codes.find(Kind::kCase, id) != nullptr; };
  return {rules.places, rules.province, by_codes(field::province_id), by_codes(field::district_id)};
}

struct Normalizer::Impl {
  explicit Impl(SourceRules given);

  Outcome normalize(const RawRecord& raw, base::Day day);

  // Configuration, prepared.
  SourceRules rules;
  std::array<KindPlan, model::kKindCount + 1> plans{};
  ViewMap null_texts;
  std::size_t longest_null = 0;
  std::optional<Pseudonymiser> pseudonymiser;
  OffenceDeriver offences;
  PlaceResolver places;

  // Of the record at hand.
  base::Day today;
  Kind kind = Kind::kCase;
  Record record;
  std::vector<Finding> findings;
  std::vector<std::string_view> identities;   ///< all values, for the raw payload
  std::vector<std::string_view> in_texts;     ///< those that are looked for in fields too
  std::vector<std::string> identity_numbers;  ///< identity values that came as integers
  std::string cleaned;                        ///< the text that clean() made last
  std::optional<model::Rejection> rejection;

  void prepare_kind(Kind of);
  void begin(const RawRecord& raw);
  void collect_identities(const RawRecord& raw);
  bool is_null_text(std::string_view text) const;
  bool names_identity(std::string_view key) const;
  std::optional<std::string> stable_key(std::string_view text);
  std::string_view clean(std::string_view text);
  void find(std::string_view code, FieldId id, std::string_view detail);
  void reject(std::string_view reason, FieldId id, std::string_view detail);

  void take(const RawField& raw);
  void take_value(const RawField& raw, const FieldPlan& plan);
  void take_text(const RawField& raw, const FieldPlan& plan);
  void take_reference(FieldId id, std::string_view text);
  void take_code(FieldId id, std::string_view native, const FieldPlan& plan);
  void take_date(const RawField& raw);
  void take_integer(const RawField& raw);
  void take_boolean(const RawField& raw);
  void take_identity(const RawField& raw);
  void finish_case();

  std::string redacted(std::string_view raw) const;
  Outcome rejected(const RawRecord& raw);
  Outcome deleted() const;
};

Normalizer::Impl::Impl(SourceRules given)
    : rules(std::move(given)), offences(rules.laws, rules.offences), places(place_rules(rules)) {
  for (int number = 1; number <= model::kKindCount; ++number) prepare_kind(static_cast<Kind>(number));
  for (const auto& text : rules.null_texts) {
    null_texts.emplace(base::to_lower(base::trim(text)), "");
    longest_null = std::max(longest_null, text.size());
  }
  if (!rules.matching_key.empty()) pseudonymiser.emplace(rules.matching_key);
}

void Normalizer::Impl::prepare_kind(Kind of) {
  for (const auto& info : model::all_fields()) {
    if (info.id >= kFieldSlots) continue;
    auto& plan = plans[static_cast<std::size_t>(of)][info.id];
    plan.known = true;
    plan.belongs = info.belongs_to(of) && (info.id < kFirstDerived || info.id > kLastDerived);
    plan.is_place = info.id == field::province_id || info.id == field::district_id;
    plan.type = info.type;
    if (info.type == FieldType::kCode) plan.codes = rules.codes.find(of, info.id);
  }
}

// ---- one record

Outcome Normalizer::Impl::normalize(const RawRecord& raw, base::Day day) {
  today = day;
  begin(raw);
  if (rejection) return rejected(raw);
  if (raw.op == Op::kDelete) {
    for (const auto& value : raw.fields) {
      if (value.id == field::case_id && kind != Kind::kCase) take(value);
    }
    return rejection ? rejected(raw) : deleted();
  }
  for (const auto& value : raw.fields) {
    take(value);
    if (rejection) return rejected(raw);
  }
  if (kind != Kind::kCase && !record.has(field::case_id)) {
    reject("no_case", field::case_id, "the record does not say which case it belongs to");
    return rejected(raw);
  }
  places.resolve(record, findings);
  if (kind == Kind::kCase) finish_case();
  offences.derive(record, findings);
  check_record(record, findings);
  auto identity = case_identity(record);
  return Accepted{std::move(record), std::move(findings), redacted(raw.raw), std::move(identity)};
}

void Normalizer::Impl::begin(const RawRecord& raw) {
  findings.clear();
  rejection.reset();
  const bool known = raw.kind >= 1 && raw.kind <= model::kKindCount;
  kind = known ? static_cast<Kind>(raw.kind) : Kind::kCase;
  record = Record(kind, {});
  record.reserve(2 * raw.fields.size(), std::min<std::size_t>(raw.raw.size(), 1024));
  record.revision = raw.revision;
  collect_identities(raw);
  const auto key = base::trim(raw.key);
  if (!known) return reject("unknown_kind", 0, "no such kind of record");
  if (key.empty()) return reject("no_key", 0, "the record has no key");
  if (key.size() > kMaxKey) return reject("too_large", 0, "the key is longer than 512 bytes");
  if (!is_clean_text(key)) return reject("invalid_utf8", 0, "the key is no valid UTF-8 text");
  if (raw.raw.size() > kMaxRaw) return reject("too_large", 0, "the raw payload is larger than 1 MiB");
  if (auto stable = stable_key(key)) {
    record.key = std::move(*stable);
  } else {
    reject("identity_in_key", 0, "the key is made of identity data; another key must be mapped");
  }
}

void Normalizer::Impl::collect_identities(const RawRecord& raw) {
  identities.clear();
  in_texts.clear();
  identity_numbers.clear();
  for (const auto& value : raw.fields) {
    const auto* info = value.id >= field::person_name_id ? model::find_field(value.id) : nullptr;
    if (info == nullptr || info->type != FieldType::kIdentity) continue;
    if (identity_numbers.capacity() < raw.fields.size()) identity_numbers.reserve(raw.fields.size());
    const bool is_text = value.type == RawType::kText;
    const std::string_view text =
        is_text ? base::trim(value.text) : identity_numbers.emplace_back(std::to_string(value.integer));
    if (text.size() < 2 || is_null_text(text)) continue;
    identities.push_back(text);
    if (value.id != field::address_id && text.size() >= kShortestNameInText) in_texts.push_back(text);
  }
}

bool Normalizer::Impl::is_null_text(std::string_view text) const {
  if (text.empty()) return true;
  return text.size() <= longest_null && null_texts.contains(base::to_lower(text));
}

void Normalizer::Impl::find(std::string_view code, FieldId id, std::string_view detail) {
  findings.push_back({std::string(code), id, std::string(cut_text(clean(detail), kMaxNative))});
}

void Normalizer::Impl::reject(std::string_view reason, FieldId id, std::string_view detail) {
  rejection = model::Rejection{std::string(reason), id, record.key, std::string(detail)};
}

// ---- identity data where it does not belong

bool Normalizer::Impl::names_identity(std::string_view key) const {
  return !in_texts.empty() && redact(key, in_texts, Occurrence::kWholeWords) != key;
}

// A key or reference with what looks like a CNIC or mobile number in it replaced by its pseudonym: the same
// in every record. Nothing if it holds identity data that cannot be replaced so.
std::optional<std::string> Normalizer::Impl::stable_key(std::string_view text) {
  std::string out;
  std::size_t done = 0;
  for (auto shape = find_identity_shape(text, 0, false); shape;
       shape = find_identity_shape(text, shape->to, false)) {
    if (!pseudonymiser) return std::nullopt;
    const auto number = text.substr(shape->from, shape->to - shape->from);
    out.append(text.substr(done, shape->from - done));
    out.append(*pseudonymiser->pseudonym(field::cnic_id, number));
    done = shape->to;
  }
  out.append(text.substr(done));
  if (names_identity(out)) return std::nullopt;
  return out;
}

// The text without identity data; valid until the next call.
std::string_view Normalizer::Impl::clean(std::string_view text) {
  if (in_texts.empty() && !has_identity_shape(text)) return text;
  cleaned = redact(text, in_texts, Occurrence::kWholeWords);
  return cleaned;
}

// ---- fields

void Normalizer::Impl::take(const RawField& raw) {
  static constexpr FieldPlan kUnknown;
  const auto& plan = raw.id < kFieldSlots ? plans[static_cast<std::size_t>(kind)][raw.id] : kUnknown;
  if (!plan.known) return find("unknown_field", 0, std::to_string(raw.id));
  if (raw.type == RawType::kText && !is_clean_text(raw.text))
    return reject("invalid_utf8", raw.id, "the field is no valid UTF-8 text");
  if (!plan.belongs) return find("field_not_of_kind", raw.id, {});
  if (raw.type == RawType::kText && is_null_text(base::trim(raw.text))) return;
  take_value(raw, plan);
}

void Normalizer::Impl::take_value(const RawField& raw, const FieldPlan& plan) {
  switch (plan.type) {
    case FieldType::kText:
    case FieldType::kCode:
      return take_text(raw, plan);
    case FieldType::kDate:
      return take_date(raw);
    case FieldType::kInt:
      return take_integer(raw);
    case FieldType::kBool:
      return take_boolean(raw);
    case FieldType::kIdentity:
      return take_identity(raw);
  }
}

void Normalizer::Impl::take_text(const RawField& raw, const FieldPlan& plan) {
  const ValueText value(raw);
  if (!value.get()) return find("unreadable", raw.id, "a date where text belongs");
  auto text = *value.get();
  if (is_reference(raw.id)) return take_reference(raw.id, text);
  const auto limit = plan.type == FieldType::kCode ? kMaxNative : kMaxText;
  if (text.size() > limit) {
    text = cut_text(text, limit);
    find("truncated", raw.id, {});
  }
  text = clean(text);
  if (plan.type == FieldType::kCode) return take_code(raw.id, text, plan);
  record.set_text(raw.id, text);
}

void Normalizer::Impl::take_reference(FieldId id, std::string_view text) {
  if (text.size() > kMaxKey) return reject("too_large", id, "a reference is longer than 512 bytes");
  const auto stable = stable_key(text);
  if (!stable) return reject("identity_in_key", id, "the reference is made of identity data");
  record.set_text(id, *stable);
}

void Normalizer::Impl::take_code(FieldId id, std::string_view native, const FieldPlan& plan) {
  if (plan.is_place && plan.codes == nullptr) return record.set_text(id, native);
  record.set_native(id, native);
  if (plan.codes != nullptr) {
    if (const auto common = plan.codes->find(native)) return record.set_text(id, *common);
    record.set_text(id, plan.is_place ? native : model::kUnmapped);
    return find("unmapped_code", id, std::string(native));
  }
  const auto common = is_common_code(id, native) ? std::string(native) : slug(native);
  if (is_common_code(id, common)) return record.set_text(id, common);
  record.set_text(id, model::kUnmapped);
  find("unmapped_code", id, std::string(native));
}

void Normalizer::Impl::take_date(const RawField& raw) {
  const auto day = read_day(raw, rules.zone);
  if (!day) return find("unreadable", raw.id, raw.type == RawType::kText ? base::trim(raw.text) : "no date");
  const auto judged = judge_day(*day, raw.id, today, rules.dates);
  if (judged.day) record.set_date(raw.id, *judged.day);
  if (!judged.finding.empty()) find(judged.finding, raw.id, base::to_iso(*day));
}

void Normalizer::Impl::take_integer(const RawField& raw) {
  const auto value = read_integer(raw);
  if (!value)
    return find("unreadable", raw.id, raw.type == RawType::kText ? base::trim(raw.text) : "no number");
  if (!in_range(raw.id, *value, today)) return find("out_of_range", raw.id, std::to_string(*value));
  record.set_integer(raw.id, *value);
}

void Normalizer::Impl::take_boolean(const RawField& raw) {
  const auto value = read_boolean(raw);
  if (!value)
    return find("unreadable", raw.id,
                raw.type == RawType::kText ? base::trim(raw.text) : "neither yes nor no");
  record.set_boolean(raw.id, *value);
}

// Of an accused, what two systems can be matched by; of anyone else, nothing.
void Normalizer::Impl::take_identity(const RawField& raw) {
  if (kind != Kind::kAccused || !is_matched(raw.id) || !pseudonymiser) return;
  const ValueText value(raw);
  if (!value.get()) return;
  if (const auto pseudonym = pseudonymiser->pseudonym(raw.id, *value.get()))
    record.set_text(raw.id, *pseudonym);
}

void Normalizer::Impl::finish_case() {
  const auto number = record.text(field::fir_no_id);
  const auto year = record.integer(field::fir_year_id);
  if (!number || !year) return;
  const auto in_text = parse_fir_number(*number).year_in_text;
  if (in_text != 0 && in_text != *year) find("fir_year_conflict", field::fir_year_id, std::string(*number));
}

// ---- outcomes

std::string Normalizer::Impl::redacted(std::string_view raw) const {
  return redact(raw, identities);
}

// Redacted before it is cut, lest half a name survive at the edge.
Outcome Normalizer::Impl::rejected(const RawRecord& raw) {
  auto& where = rejection->where;
  if (where.empty()) where = cut_text(redacted(base::trim(raw.key).substr(0, 2 * kMaxKey)), kMaxKey);
  if (!is_clean_text(where)) where = "(unreadable key)";
  auto payload = redacted(raw.raw.substr(0, kMaxRaw));
  payload.resize(cut_text(payload, kQuarantinedRaw).size());
  return Rejected{std::move(*rejection), std::move(payload), record.key};
}

Outcome Normalizer::Impl::deleted() const {
  return Deleted{kind, record.key, std::string(record.text(field::case_id).value_or("")), record.revision};
}

Normalizer::Normalizer(SourceRules rules) : impl_(std::make_unique<Impl>(std::move(rules))) {}
Normalizer::~Normalizer() = default;
Normalizer::Normalizer(Normalizer&&) noexcept = default;
Normalizer& Normalizer::operator=(Normalizer&&) noexcept = default;

Outcome Normalizer::normalize(const RawRecord& raw, base::Day today) {
  return impl_->normalize(raw, today);
}

}  // namespace mizan::normalize
