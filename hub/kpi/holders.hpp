#pragma once
#include <array>
#include <optional>
#include <utility>
#include <vector>

#include "model/linked_case.hpp"

namespace mizan::kpi {

/// Which holder keeps each source. A source it was not told of counts as a court's.
class Holders {
 public:
  void set(model::SourceId source, model::Holder holder) { known_.emplace_back(source, holder); }
  model::Holder of(model::SourceId source) const;

 private:
  std::vector<std::pair<model::SourceId, model::Holder>> known_;  // a handful: looked up in line
};

/// One source's case record with the holder it comes from.
struct HeldRecord {
  const model::SourceCase* source_case = nullptr;
  model::Holder holder = model::Holder::kCourt;

  const model::Record& record() const { return source_case->record; }
  const std::vector<model::Record>& children() const { return source_case->children; }
};

/// Which holder is believed first (KPIS rule 13).
enum class Precedence : std::uint8_t {
  kFir,         ///< FIR fields, `sent_on`: police, prosecution, court
  kProsecutor,  ///< intimation, receipt, scrutiny, prosecutor fields: prosecution, court, police
  kCourt,       ///< the rest: court, prosecution, police
  kCustody,     ///< custody: prison, court, police
};

/// Place of a holder in that order; lower is believed first.
int rank_of(model::Holder holder, Precedence precedence);

/// Every holder in that order.
const std::array<model::Holder, 4>& holders_by(Precedence precedence);

/// The case records of a linked case, most believed first; within a holder by source id, then key.
std::vector<HeldRecord> in_order(const model::LinkedCase& linked, const Holders& holders,
                                 Precedence precedence);

/// The first value that a part gives; nothing (or an empty value) if none does.
template <class Read>
auto first_of(const std::vector<HeldRecord>& parts, Read read) -> decltype(read(parts.front().record())) {
  for (const auto& part : parts) {
    if (auto value = read(part.record())) return value;
  }
  return {};
}

/// A text field of the first part that has it; "" if none does.
std::string_view first_text(const std::vector<HeldRecord>& parts, model::FieldId field);

/// The same with the parts taken in another order.
std::string_view first_text(const std::vector<HeldRecord>& parts, model::FieldId field,
                            Precedence precedence);

}  // namespace mizan::kpi
