#pragma once
#include <memory>
#include <string>
#include <vector>

#include "base/civil.hpp"
#include "base/secret.hpp"
#include "normalize/code_table.hpp"
#include "normalize/dates.hpp"
#include "normalize/offences.hpp"
#include "normalize/outcome.hpp"
#include "normalize/place_resolver.hpp"
#include "normalize/raw_record.hpp"
#include "normalize/sections.hpp"

namespace mizan::normalize {

/// All that the meaning of one source's records depends on, from its configuration.
struct SourceRules {
  CodeTables codes;
  LawTable laws;                                 ///< with the source's default law
  std::shared_ptr<const OffenceTable> offences;  ///< null: no offence groups
  std::shared_ptr<const PlaceTable> places;      ///< null: provinces and districts are kept as given
  DateRules dates;
  std::string zone = "Asia/Karachi";  ///< IANA zone of its clock
  std::string province;               ///< of case records that do not say theirs; may be empty
  /// Texts that mean "no value", in any ASCII case.
  std::vector<std::string> null_texts = {"NA", "N/A", "NULL", "NIL", "NONE", "-", "--", "---"};
  /// Of the purpose "the same accused in two systems". Empty: identity fields are dropped without a
  /// pseudonym.
  base::Secret matching_key;
};

/// What of these the places are read by.
PlaceRules place_rules(const SourceRules& rules);

/// Longest key and text value in bytes. A longer key is rejected, a longer text is cut and reported.
inline constexpr std::size_t kMaxKey = 512;
inline constexpr std::size_t kMaxText = 4096;

/// Meaning: turns what an adapter sent into the common model. A function of its arguments: no I/O, no clock.
/// One normalizer serves one source and one thread.
class Normalizer {
 public:
  explicit Normalizer(SourceRules rules);
  ~Normalizer();
  Normalizer(Normalizer&&) noexcept;
  Normalizer& operator=(Normalizer&&) noexcept;

  /// `today`: the day of the run, against which dates are judged. Never throws on any input; findings and
  /// rejections are listed in README.md.
  Outcome normalize(const RawRecord& raw, base::Day today);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace mizan::normalize
