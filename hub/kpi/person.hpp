#pragma once
// Private to this folder: whom a record of an accused means, and what the holders tell of the same person
// (KPIS rule 13).
#include <optional>
#include <string_view>
#include <vector>

#include "kpi/holders.hpp"

namespace mizan::kpi {

/// Whom an accused record means: pseudonyms, empty where it has none.
struct Person {
  std::string_view cnic;
  std::string_view name;
  std::string_view father;

  /// True if both are surely the same person: by CNIC if both have one; else by name, no father's name
  /// against it.
  bool is(const Person& other) const;
};

/// Whom a record of an accused means.
Person person_of(const model::Record& accused);

/// What an accused is, beside his custody and his orders.
struct Description {
  std::optional<bool> absconding;
  std::optional<std::string_view> sex;
  std::optional<std::string_view> age_class;
};

/// What one accused record tells of whom it means. Views into the record.
struct PersonTold {
  model::Holder holder = model::Holder::kCourt;
  Person person;
  Description description;
};

/// What the accused records of an FIR tell, most believed first; empty where one holder alone lists accused.
std::vector<PersonTold> persons_told(const std::vector<HeldRecord>& parts);

/// The description of an accused of that holder who says `own` of him: what it does not say is that of the
/// first other holder who tells it of the same person.
Description completed(const Description& own, model::Holder holder, const Person& person,
                      const std::vector<PersonTold>& told);

}  // namespace mizan::kpi
