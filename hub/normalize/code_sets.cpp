#include <algorithm>
#include <array>
#include <span>

#include "model/codes.hpp"
#include "normalize/code_table.hpp"

namespace mizan::normalize {
namespace {

namespace field = model::field;
using Names = std::span<const std::string_view>;

constexpr std::string_view kOutcomes[] = {model::kEffective, model::kAdjourned, model::kVacated};
constexpr std::string_view kSides[] = {"prosecution", "defence", "court", "other"};
constexpr std::string_view kSexes[] = {"male", "female", "transgender"};
constexpr std::string_view kAgeClasses[] = {"adult", "juvenile"};
constexpr std::string_view kReportTypes[] = {"interim",      "final",    "supplementary",
                                             "cancellation", "untraced", "discharge"};
constexpr std::string_view kDecisions[] = {"forwarded", "returned",  "granted",   "refused",       "allowed",
                                           "dismissed", "withdrawn", "cancelled", "partly_allowed"};
constexpr std::string_view kOpinions[] = {"fit", "not_fit"};
constexpr std::string_view kBailKinds[] = {"pre_arrest", "post_arrest", "statutory"};
constexpr std::string_view kAppellants[] = {"state", "accused"};
constexpr std::string_view kSentences[] = {"death", "life", "imprisonment", "fine", "probation", "other"};

Names names_of(model::FieldId id) {
  switch (id) {
    case field::outcome_id:
      return kOutcomes;
    case field::adjourn_side_id:
      return kSides;
    case field::sex_id:
      return kSexes;
    case field::age_class_id:
      return kAgeClasses;
    case field::report_type_id:
      return kReportTypes;
    case field::decision_id:
      return kDecisions;
    case field::opinion_id:
      return kOpinions;
    case field::bail_kind_id:
      return kBailKinds;
    case field::by_id:
      return kAppellants;
    case field::sentence_kind_id:
      return kSentences;
    default:
      return {};
  }
}

bool is_code_char(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.';
}

}  // namespace

bool is_closed_set(model::FieldId id) {
  return id == field::disposal_id || !names_of(id).empty();
}

bool is_common_code(model::FieldId id, std::string_view common) {
  if (common == model::kUnmapped) return true;
  if (id == field::disposal_id) return model::find_disposal(common).has_value();
  const auto names = names_of(id);
  if (!names.empty()) return std::find(names.begin(), names.end(), common) != names.end();
  // Places keep the spelling of the places table; codes of other open sets are written in one way.
  if (id == field::province_id || id == field::district_id) return !common.empty();
  return !common.empty() && common.size() <= 64 && std::all_of(common.begin(), common.end(), is_code_char);
}

}  // namespace mizan::normalize
