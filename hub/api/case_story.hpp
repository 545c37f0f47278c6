#pragma once
#include <string>
#include <vector>

#include "api/disagreements.hpp"
#include "model/linked_case.hpp"
#include "store/linking.hpp"
#include "store/provenance.hpp"

namespace mizan::api {

/// Something that happened on a day, as one record has it.
struct CaseEvent {
  base::Day day;
  std::string what;  ///< the date's field: "fir_on", "held_on" …
  model::Kind kind = model::Kind::kCase;
  std::string source;
  std::string key;
};

/// A case from its first day to its last, with where each record came from.
struct CaseStory {
  std::string case_id;
  model::LinkedCase linked;
  std::vector<CaseEvent> timeline;  ///< by day
  std::vector<store::Provenance> records;
  std::vector<store::LinkRow> links;  ///< why each case record is of this case
  std::vector<SharedValue> shared;    ///< what several holders have, and where they differ
};

/// The story of a linked case. kNotFound: there is none under that number.
base::Result<CaseStory> story_of(model::LinkedCaseId id, store::Store& store);

/// By the readable id. kData: its check digits do not hold; kNotFound: it names no case here.
base::Result<CaseStory> story_of(std::string_view case_id, store::Store& store);

}  // namespace mizan::api
