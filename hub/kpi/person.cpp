#include "kpi/person.hpp"

#include <algorithm>
#include <tuple>

namespace mizan::kpi {

using model::Holder;
using model::Kind;
using model::Record;
namespace field = model::field;

namespace {

/// A record with what orders it.
struct Ordered {
  PersonTold told;
  model::SourceId source;
  std::string_view key;
  std::string_view case_key;
};

auto order_of(const Ordered& of) {
  return std::tuple(rank_of(of.told.holder, Precedence::kCourt), of.source, of.key, of.case_key);
}

Description description_of(const Record& accused) {
  return {accused.boolean(field::absconding_id), accused.text(field::sex_id),
          accused.text(field::age_class_id)};
}

bool lists_accused(const HeldRecord& part) {
  return std::ranges::any_of(part.children(),
                             [](const Record& child) { return child.kind == Kind::kAccused; });
}

bool several_holders_list(const std::vector<HeldRecord>& parts) {
  const auto first = std::ranges::find_if(parts, lists_accused);
  return std::any_of(first, parts.end(), [&](const HeldRecord& part) {
    return part.holder != first->holder && lists_accused(part);
  });
}

template <class Value>
void complete(std::optional<Value>& own, const std::optional<Value>& other) {
  if (!own) own = other;
}

}  // namespace

bool Person::is(const Person& other) const {
  if (!cnic.empty() && !other.cnic.empty()) return cnic == other.cnic;
  const bool fathers_differ = !father.empty() && !other.father.empty() && father != other.father;
  return !name.empty() && name == other.name && !fathers_differ;
}

Person person_of(const Record& accused) {
  return {accused.text(field::cnic_id).value_or(""), accused.text(field::person_name_id).value_or(""),
          accused.text(field::father_name_id).value_or("")};
}

std::vector<PersonTold> persons_told(const std::vector<HeldRecord>& parts) {
  if (!several_holders_list(parts)) return {};
  std::vector<Ordered> ordered;
  for (const auto& part : parts) {
    for (const auto& child : part.children()) {
      if (child.kind == Kind::kAccused)
        ordered.push_back({{part.holder, person_of(child), description_of(child)},
                           part.source_case->source,
                           child.key,
                           part.record().key});
    }
  }
  std::ranges::sort(ordered, {}, order_of);
  std::vector<PersonTold> all;
  all.reserve(ordered.size());
  for (const auto& each : ordered) all.push_back(each.told);
  return all;
}

Description completed(const Description& own, Holder holder, const Person& person,
                      const std::vector<PersonTold>& told) {
  auto result = own;
  for (const auto& other : told) {
    if (other.holder == holder || !other.person.is(person)) continue;
    complete(result.absconding, other.description.absconding);
    complete(result.sex, other.description.sex);
    complete(result.age_class, other.description.age_class);
  }
  return result;
}

}  // namespace mizan::kpi
