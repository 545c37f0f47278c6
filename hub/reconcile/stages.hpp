#pragma once
#include <optional>
#include <span>
#include <string_view>

#include "model/field.hpp"
#include "model/source.hpp"

namespace mizan::reconcile {

/// What every holder counts for itself, in the order of the process.
enum class Stage : std::uint8_t { kFirs, kSent, kReceived, kFiled, kInstituted, kDisposed };

inline constexpr std::size_t kStageCount = 6;

/// A stage, and what a source must see to count it.
struct StageInfo {
  Stage stage;
  std::string_view name;               ///< "firs", "sent" …, as commands and the API write it
  model::Kind kind;                    ///< of the records that are counted
  model::FieldId day;                  ///< the field that says the month
  std::optional<model::FieldId> also;  ///< a further field without which nothing is counted
  model::Population population;        ///< who sees that whole counts everything that there is
  std::string_view title;              ///< for people
};

/// All of them, by Stage.
std::span<const StageInfo> all_stages();
inline const StageInfo& info_of(Stage stage) {
  return all_stages()[static_cast<std::size_t>(stage)];
}
std::optional<Stage> find_stage(std::string_view name);

/// The holders in the order of the process: police, prosecution, court, prison.
std::span<const model::Holder> all_holders();
inline constexpr std::size_t kHolderCount = 4;

}  // namespace mizan::reconcile
