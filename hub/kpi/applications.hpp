#pragma once
// Private to this folder: bail applications and appeals of an FIR, put together from the records of several
// holders (KPIS rule 13).
#include <array>
#include <string_view>
#include <vector>

#include "kpi/court_record.hpp"

namespace mizan::kpi {

/// A record of an application.
struct ApplicationRecord {
  HeldRecord part;
  const model::Record* record = nullptr;
  std::string_view kind;  ///< of bail, or who appeals
  base::Day day = base::kFarFuture;
};

/// What the holders tell of one application.
class Application {
 public:
  /// The record of the holder who lists it.
  const ApplicationRecord& listed() const { return *by_holder_[place_of(listed_by_)]; }

  /// The first value that a holder's record gives; nothing if none does.
  template <class Read>
  auto first(Precedence precedence, Read read) const -> decltype(read(*listed().record)) {
    for (const auto holder : holders_by(precedence)) {
      const auto* told = by_holder_[place_of(holder)];
      if (told == nullptr) continue;
      if (auto value = read(*told->record)) return value;
    }
    return {};
  }

  template <class Visit>
  void for_each_record(Visit visit) const {
    for (const auto* told : by_holder_) {
      if (told != nullptr) visit(*told);
    }
  }

 private:
  friend class Applications;
  static constexpr std::size_t kHolders = 4;
  static constexpr std::size_t place_of(model::Holder holder) { return static_cast<std::size_t>(holder); }

  model::Holder listed_by_ = model::Holder::kCourt;
  std::array<const ApplicationRecord*, kHolders> by_holder_{};
};

/// The applications of one kind of record (bail or appeal) of an FIR: those of the first holder that lists
/// any, with what others say of the same, matched by kind and order of filing, else of the decision.
class Applications {
 public:
  Applications(const std::vector<HeldRecord>& parts, model::Kind kind, DateReader& dates);
  Applications(const Applications&) = delete;
  Applications& operator=(const Applications&) = delete;

  const std::vector<Application>& all() const { return all_; }

 private:
  using List = std::vector<ApplicationRecord>;

  void match(model::Holder first);

  std::array<List, Application::kHolders> by_holder_;  // all_ points into it
  std::vector<Application> all_;
};

/// The bail applications. `assigned` is the prosecutor of what names none.
std::vector<Bail> bail_of(const std::vector<HeldRecord>& parts, std::string_view assigned, DateReader& dates,
                          NameReader& names);

}  // namespace mizan::kpi
