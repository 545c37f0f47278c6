#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/kpi_result.hpp"
#include "model/source.hpp"
#include "reconcile/stages.hpp"

namespace mizan::reconcile {

/// A source, and how far its data reach; nothing: they have no end.
struct Source {
  model::SourceDeclaration declaration;
  std::optional<base::Day> horizon;
};

/// What a holder can know of a stage in a province and a period. Not observed is never zero.
struct Sight {
  bool observed = false;
  bool whole = false;        ///< some source sees the stage's population whole
  bool provisional = false;  ///< the period ends after the data of some of its sources
  std::string why;           ///< why it is not observed, or provisional; one clause

  /// "not_observed", "provisional" or "normal".
  std::string_view status() const;

  friend bool operator==(const Sight&, const Sight&) = default;
};

/// The sources of a hub by who keeps them. Pure; any thread.
class Sources {
 public:
  explicit Sources(std::vector<Source> all) : all_(std::move(all)) {}

  /// Court, where the source is not among them, as everywhere in the hub.
  model::Holder holder_of(model::SourceId id) const;
  /// What the source takes for the province of a record that names none; empty: nothing.
  std::string_view province_of(model::SourceId id) const;
  std::string_view name_of(model::SourceId id) const;
  /// The holders that keep any source, in the order of the process.
  std::vector<model::Holder> holders() const;
  Sight sight(Stage stage, model::Holder holder, std::string_view province,
              const model::Period& period) const;
  /// How far all sources of the province reach, of any holder, that see the stage; nothing: none sees it.
  std::optional<base::Day> reach(Stage stage, std::string_view province) const;
  /// Equal where counts are those of the same records.
  std::string basis() const;

 private:
  const Source* find(model::SourceId id) const;

  std::vector<Source> all_;
};

}  // namespace mizan::reconcile
