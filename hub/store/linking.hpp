#pragma once
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "store/store.hpp"

namespace mizan::store {

/// A link, or that there is none, that somebody reviewed.
struct ReviewedLink {
  enum class What : std::uint8_t {
    kJoin,   ///< the record is of the case of the other record
    kApart,  ///< the record is a case of its own, whatever its FIR and numbers say
  };
  What what = What::kJoin;
  std::string source;
  std::string key;
  std::string with_source;  ///< kJoin
  std::string with_key;
  std::string by;  ///< who says so
  std::string on;  ///< since when
  std::string why;
};

/// Why a case record counts with the case that it counts with.
struct LinkRow {
  model::LinkedCaseId linked;
  std::string source;
  std::string key;
  /// "fir": it names the case's FIR; "court_number", "prosecution_number": the one FIR that other records of
  /// that number name; "manual", "apart": somebody reviewed it; "alone": it is the case's only record, or
  /// names nothing that links.
  std::string reason;
  std::string detail;  ///< the FIR key, the number, or the other record
  std::string by;      ///< of a reviewed link
  std::string on;
  std::string why;
};

struct LinkCount {
  std::int64_t moved = 0;    ///< records that count with another case than before
  std::int64_t waiting = 0;  ///< reviewed links of records that the store does not hold
};

/// Who gave a case a number, in the order in which their numbers are asked. Kept in the store.
enum class NumberKind : std::uint8_t { kCourt = 0, kProsecution = 1 };

/// A number that a case record names, the same text for the same case.
struct CaseNumber {
  NumberKind kind = NumberKind::kCourt;
  std::string text;
};

/// The numbers that a case record names, without those that say nothing.
using NumbersOf = std::function<std::vector<CaseNumber>(const model::Record&)>;

/// Brings every case record to the case that it belongs to: by reviewed links, else by its own FIR, else,
/// without one, by its court's or its prosecution's number (docs/linking.md). Its position is kept in the
/// store: what has changed since is looked at, and all if that is not known. A record that moves is a change
/// with the reason "relinked". Of one thread.
class Linking {
 public:
  Linking(Store& store, NumbersOf numbers_of) : store_(&store), numbers_of_(std::move(numbers_of)) {}

  /// One transaction, as of `at`. Not during a first load.
  base::Result<LinkCount> settle(const std::vector<ReviewedLink>& reviewed, base::Micros at);

 private:
  class Pass;
  Store* store_;
  NumbersOf numbers_of_;
};

/// Of every record of a case, by source and key.
base::Result<std::vector<LinkRow>> links_of_case(const Store& store, model::LinkedCaseId id);

/// Links that do not follow from the record's own FIR, by reason, source and key; of one reason, or with an
/// empty one all.
base::Result<std::vector<LinkRow>> other_links(const Store& store, std::string_view reason, int limit);

/// A number that says nothing though a record without a FIR has it: because it is of several FIRs, or stands
/// twice in one source (the prosecution's: where none of its records names a FIR).
struct UnclearNumber {
  std::string source;  ///< of the record without a FIR
  std::string key;
  std::int64_t firs = 0;     ///< distinct FIRs among the records that have the number
  std::int64_t records = 0;  ///< that have it
};
base::Result<std::vector<UnclearNumber>> unclear_numbers(const Store& store, int limit);

}  // namespace mizan::store
