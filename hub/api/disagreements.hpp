#pragma once
#include <string>
#include <vector>

#include "model/linked_case.hpp"
#include "store/store.hpp"

namespace mizan::api {

/// What one holder says of a field, by the first of its records (source, key) that says anything.
struct HeldValue {
  model::Holder holder = model::Holder::kCourt;
  std::string source;
  std::string key;
  std::string value;  ///< as the API writes it: days as ISO text, yes or no as true or false
};

/// A field that two holders or more give.
struct SharedValue {
  std::string field;
  bool differs = false;
  std::vector<HeldValue> values;  ///< police, prosecution, court, prison
};

/// The fields of case records that several holders of a case have, in the order of their numbers: those that
/// `holder_disagreement` of the catalogue compares, with what each says.
std::vector<SharedValue> shared_values(const model::LinkedCase& linked,
                                       const std::vector<store::SourceRow>& sources);

}  // namespace mizan::api
