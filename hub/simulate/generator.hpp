#pragma once
#include <cstdint>
#include <vector>

#include "simulate/case_group.hpp"
#include "simulate/geography.hpp"
#include "simulate/options.hpp"
#include "simulate/random.hpp"

namespace mizan::simulate {

/// Makes the case groups of one province in the order of registration, one at a time; its memory does not
/// grow with their number. Each group draws from a generator of its own, seeded by (seed, province, group).
///
/// Kept on purpose, so that one reading of KPIS.md is enough: the records of a FIR lie in one district; legs
/// share the assigned prosecutor; a hearing that the prosecutor missed, or that was taken off the list, names
/// the prosecutor of the hearing before it; a case has at most one hearing row a day, but for the defect
/// `second_listing`.
class Generator {
 public:
  /// `records` court records of provinces()[province]. With `csv` the defects of CSV files are among those
  /// put in.
  Generator(const Options& options, int province, std::int64_t records, bool csv);

  bool done() const { return made_ >= total_; }
  std::int64_t made() const { return made_; }
  const Geography& geography() const { return geography_; }

  /// The next group. Precondition: !done().
  CaseGroup next();

  /// A hearing number that no row has yet.
  std::int64_t take_hearing_number() { return ++hearing_; }

 private:
  struct Trial {
    base::Day instituted;
    bool may_transfer = true;
    bool must_transfer = false;
  };

  CaseGroup begin_group(Random& random);
  CourtRecord begin_record(const CaseGroup& group, Random& random);
  void close_before_trial(CourtRecord& record, base::Day registered, Random& random) const;
  void add_trial(CaseGroup& group, CourtRecord& record, const Trial& trial, Random& random);
  void add_second_record(CaseGroup& group, bool leg, Random& random);
  void add_hearings(CourtRecord& record, std::uint16_t district, base::Day end, Random& random);
  std::int32_t next_fir_no(std::uint16_t station, int year);
  std::int32_t next_court_no(std::uint16_t court, int year);

  Options options_;
  Geography geography_;
  std::uint64_t seed_;
  std::int64_t total_;
  bool csv_;
  std::int64_t made_ = 0;
  std::int64_t groups_ = 0;
  std::int64_t hearing_ = 0;
  int first_year_;
  std::vector<std::vector<std::int32_t>> fir_numbers_;    ///< [year][station]
  std::vector<std::vector<std::int32_t>> court_numbers_;  ///< [year][court]
};

}  // namespace mizan::simulate
