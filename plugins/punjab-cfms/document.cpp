#include "document.hpp"

#include <fmt/format.h>

#include <mizan/abi/mizan_fields.h>
#include <algorithm>
#include <mizan/mapping/read_value.hpp>
#include <mizan/mapping/time_format.hpp>
#include <mizan/sdk/adapter.hpp>

#include "spelling.hpp"

namespace mizan::cfms {

using simdjson::dom::element;
using simdjson::dom::element_type;

namespace {

constexpr std::size_t kMostKey = 512;
/// So far a list is looked through for numbers that it lacks.
constexpr std::size_t kMostNumbers = 200;
/// No case has more of anything; of a document so many records go into one batch.
constexpr std::size_t kMostElements = 5000;
constexpr std::size_t kMostText = std::size_t{64} << 10U;
constexpr const char* kAccused = "-accused";

bool is_nothing(const std::optional<element>& value) {
  return !value || value->type() == element_type::NULL_VALUE;
}

/// A text, number or truth value as text; nothing of a list or an object.
std::optional<std::string> scalar(element value) {
  switch (value.type()) {
    case element_type::STRING:
      return std::string(value.get_string().value_unsafe());
    case element_type::BOOL:
      return value.get_bool().value_unsafe() ? "true" : "false";
    case element_type::INT64:
    case element_type::UINT64:
    case element_type::DOUBLE:
      return simdjson::minify(value);
    default:
      return std::nullopt;
  }
}

// A usable key, or "".
std::string key_at(element from, const json::Pointer& pointer) {
  const auto found = pointer.find(from);
  const auto text = found ? scalar(*found) : std::nullopt;
  const auto key = text ? parts::trimmed(*text) : std::string_view();
  return key.size() > kMostKey || key.find('\0') != key.npos ? std::string() : std::string(key);
}

std::string joined(const std::vector<std::string>& codes) {
  std::string out;
  for (const auto& code : codes) out += (out.empty() ? "" : ";") + code;
  return out;
}

std::string digits_of(std::string_view text) {
  std::string scratch;
  std::string out;
  for (const char c : mapping::plain_digits(text, scratch))
    if (c >= '0' && c <= '9') out += c;
  return out;
}

}  // namespace

/// What is being read, for messages and keys.
struct DocumentReader::Element {
  std::string where;
  std::string key;
};

void DocumentReader::refuse(std::string where, std::string reason, std::string detail, std::uint16_t field) {
  refusals_->push_back({std::move(where), std::move(reason), std::move(detail), field});
}

std::optional<std::int64_t> DocumentReader::changed_at(element document) const {
  const auto found = layout_.changed.find(document);
  const auto text = found ? scalar(*found) : std::nullopt;
  if (!text) return std::nullopt;
  return mapping::read_time(*text, layout_.changed_format, layout_.query.utc_offset_minutes);
}

void DocumentReader::read(element document, bool changed, sdk::Batch& batch, std::vector<Refusal>& refusals) {
  batch_ = &batch;
  refusals_ = &refusals;
  changed_ = changed;
  people_.clear();
  if (document.type() != element_type::OBJECT)
    return refuse("a document", "unreadable_document", "it is no JSON object");
  case_ = key_at(document, layout_.key);
  if (case_.empty())
    return refuse("a document", "no_key",
                  "the case's own key is missing, is no text or has more than 512 bytes");
  take_case(document);
  for (const auto* children : {&layout_.report, &layout_.bail, &layout_.hearing, &layout_.appeal})
    take_children(document, *children);
}

void DocumentReader::take_case(element document) {
  batch_->add(MIZAN_KIND_CASE, case_);
  take_members(document, layout_.of_case, {"case " + case_, case_});
}

// A list that is not there has no elements; something else in its place says nothing of them.
void DocumentReader::take_children(element document, const Children& children) {
  std::set<std::size_t> listed;
  keys_.clear();
  if (const auto found = children.list.find(document); !is_nothing(found)) {
    simdjson::dom::array list;
    if (found->get(list) != simdjson::SUCCESS)
      return refuse(fmt::format("case {}, {}", case_, children.name), "unreadable_list", "it is no list");
    if (list.size() > kMostElements)
      return refuse(fmt::format("case {}, {}", case_, children.name), "too_large",
                    "it has more than 5000 elements");
    children.kind == MIZAN_KIND_HEARING ? take_hearings(list, listed) : take_list(list, children, listed);
  }
  if (changed_ && children.numbered.any()) remove_unlisted(children, listed);
}

void DocumentReader::take_list(const simdjson::dom::array& list, const Children& children,
                               std::set<std::size_t>& listed) {
  std::size_t position = 0;
  for (const auto each : list) {
    Element of{fmt::format("case {}, {} {}", case_, children.name, ++position), {}};
    if (each.type() != element_type::OBJECT) {
      refuse(of.where, "unreadable_element", "it is no JSON object");
      continue;
    }
    of.key = key_at(each, children.id);
    if (const auto number = children.numbered.number(case_, of.key); number > 0) listed.insert(number);
    if (of.key.empty() || of.key.size() + std::string_view(kAccused).size() > kMostKey) {
      refuse(of.where, "no_key", "its own id is missing or cannot be used");
    } else if (!keys_.insert(of.key).second) {
      refuse(of.where, "duplicate_key", "another one of the case has the same id; the first counts");
    } else {
      take_child(each, children, of);
    }
  }
}

// An appearance has no id, so it is numbered by its day: whatever the order of the list, and whatever is
// entered late, the case has the same hearings.
void DocumentReader::take_hearings(const simdjson::dom::array& list, std::set<std::size_t>& listed) {
  struct Hearing {
    std::int64_t day;
    element at;
    std::string where;
  };
  std::vector<Hearing> hearings;
  std::size_t position = 0;
  for (const auto each : list) {
    auto where = fmt::format("case {}, hearing {}", case_, ++position);
    const auto day = each.type() == element_type::OBJECT ? day_of(each) : std::nullopt;
    if (day) {
      hearings.push_back({*day, each, std::move(where)});
    } else {
      refuse(std::move(where), "no_key", "its day cannot be read");
    }
  }
  std::stable_sort(hearings.begin(), hearings.end(),
                   [](const auto& a, const auto& b) { return a.day < b.day; });
  for (std::size_t number = 1; number <= hearings.size(); ++number) {
    const auto& hearing = hearings[number - 1];
    const Element of{hearing.where, layout_.hearing.numbered.id(case_, number)};
    if (of.key.size() > kMostKey) return refuse(of.where, "no_key", "its key has more than 512 bytes");
    listed.insert(number);
    take_child(hearing.at, layout_.hearing, of);
  }
}

void DocumentReader::take_child(element element, const Children& children, const Element& of) {
  const bool of_bail = children.kind == MIZAN_KIND_BAIL && layout_.lists_accused;
  // A record's accused comes before it, for a batch describes one record at a time.
  const auto accused = of_bail ? accused_of(element, of) : std::string();
  batch_->add(children.kind, of.key).set_text(MIZAN_F_CASE, case_);
  if (!accused.empty()) batch_->set_text(MIZAN_F_ACCUSED, accused);
  take_members(element, children.members, of);
}

// The system's ids count, so what it had and has no more is among the numbers that are not listed.
void DocumentReader::remove_unlisted(const Children& children, const std::set<std::size_t>& listed) {
  const auto last = listed.empty() ? 0 : std::min(*listed.rbegin(), kMostNumbers);
  for (std::size_t number = 1; number <= last + children.numbers_behind; ++number) {
    if (listed.contains(number)) continue;
    const auto key = children.numbered.id(case_, number);
    if (key.size() + std::string_view(kAccused).size() > kMostKey) return;
    batch_->remove(children.kind, key).set_text(MIZAN_F_CASE, case_);
    if (children.kind == MIZAN_KIND_BAIL && layout_.lists_accused)
      batch_->remove(MIZAN_KIND_ACCUSED, key + kAccused).set_text(MIZAN_F_CASE, case_);
  }
}

// ---- values

void DocumentReader::take_members(element element, const std::vector<Member>& members, const Element& of) {
  for (const auto& member : members) {
    if (const auto value = member.pointer.find(element); !is_nothing(value)) take_member(*value, member, of);
  }
  batch_->raw(raw_.take());
}

void DocumentReader::take_member(element value, const Member& member, const Element& of) {
  const auto text = scalar(value);
  if (!text) {
    return refuse(of.where, "unreadable_value",
                  fmt::format("{} is a list or an object where a value belongs", member.name),
                  member.field->id);
  }
  if (text->size() > kMostText)
    return refuse(of.where, "too_large", fmt::format("{} is longer than 64 KiB", member.name),
                  member.field->id);
  raw_.add(*member.field, member.name, *text);
  bool truth = false;
  if (member.field->type == mapping::FieldType::kBool && value.get(truth) == simdjson::SUCCESS) {
    batch_->set_integer(member.field->id, MIZAN_BOOL, truth ? 1 : 0);
  } else {
    take_text(*text, member);
  }
}

void DocumentReader::take_text(std::string_view text, const Member& member) {
  if (member.field->id != MIZAN_F_OBJECTIONS)
    return parts::set_value(*batch_, *member.field, text, layout_.date_formats);
  const auto found = layout_.objections.codes_of(text);
  unknown_objections_ += found.unknown;
  if (!found.codes.empty()) batch_->set_text(MIZAN_F_OBJECTIONS, joined(found.codes));
}

// ---- keys that the system does not give

// The person's key: that of the first application of the document in which he stands. So one who applies
// twice is one accused, and no key tells who he is.
std::string DocumentReader::accused_of(element bail, const Element& of) {
  const auto person = layout_.accused.find(bail);
  if (is_nothing(person)) return {};
  if (person->type() != element_type::OBJECT) {
    refuse(of.where, "unreadable_value", "the accused is no JSON object");
    return {};
  }
  std::string number;
  std::string names;
  for (const auto& member : layout_.of_accused) {
    const auto value = member.pointer.find(*person);
    const auto text = is_nothing(value) ? std::nullopt : scalar(*value);
    if (!text || member.field->type != mapping::FieldType::kIdentity) continue;
    if (member.field->id == MIZAN_F_CNIC) number = digits_of(*text);
    names += folded(*text) + "|";
  }
  if (names.find_first_not_of('|') == names.npos) return {};
  const auto own = of.key + kAccused;
  const auto [known, is_new] = people_.emplace(number.empty() ? names : number, own);
  if (is_new) {
    batch_->add(MIZAN_KIND_ACCUSED, own).set_text(MIZAN_F_CASE, case_);
    take_members(*person, layout_.of_accused, of);
  } else if (changed_) {
    batch_->remove(MIZAN_KIND_ACCUSED, own).set_text(MIZAN_F_CASE, case_);
  }
  return known->second;
}

std::optional<std::int64_t> DocumentReader::day_of(element hearing) const {
  for (const auto& member : layout_.hearing.members) {
    if (member.field->id != MIZAN_F_HELD_ON) continue;
    const auto value = member.pointer.find(hearing);
    const auto text = is_nothing(value) ? std::nullopt : scalar(*value);
    std::string scratch;
    if (text)
      return mapping::read_date(mapping::plain_digits(parts::trimmed(*text), scratch), layout_.date_formats);
  }
  return std::nullopt;
}

}  // namespace mizan::cfms
