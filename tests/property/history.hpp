#pragma once
#include <array>
#include <random>
#include <string>
#include <vector>

#include "store/ingest_batch.hpp"

namespace mizan::property {

/// What one source sends at once.
struct Delivery {
  std::size_t source = 0;  ///< index into kSources
  std::vector<store::Item> items;
};

/// A source of the test: who keeps it, which province it declares, and whether it sees everything.
struct TestSource {
  const char* name;
  model::Holder holder;
  const char* province;
  bool sees_all;
};

/// Two courts, a prosecution, a police and a prison. Of province Q only the FIR is seen, by the police.
inline constexpr TestSource kSources[] = {
    {"court-1", model::Holder::kCourt, "P", true},           {"court-2", model::Holder::kCourt, "P", true},
    {"prosecution", model::Holder::kProsecution, "P", true}, {"police", model::Holder::kPolice, "", false},
    {"prison", model::Holder::kPrison, "P", true},
};

/// First and last day that the records of a history name; the clock stands between them.
inline constexpr base::Day kFirstDay{20'089};  // 2025-01-01
inline constexpr int kDays = 420;

/// What a history is mostly about. Without a subject the rarer meetings of records happen too seldom.
struct Subject {
  std::array<int, 5> sources;                                               ///< weight of each of kSources
  int cases, hearings, accused, charges, reports, bail, appeals, removals;  ///< weight of each item
  int keys;     ///< so many cases of each source, and
  int firs;     ///< so many FIR numbers: with few, records meet
  int most;     ///< items that are sent at once, at most
  int custody;  ///< percentage of accused of whom is said since when they are in custody
  int days;     ///< dates are within so many days of the first; after some 200 they are yet to come
};

/// A random sequence of what sources send about a handful of cases: late, corrected, deleted, reopened and
/// relinked records in any order. Equal seeds give equal sequences. Those with another `name` are about other
/// records and cases, in the same places, so that several can be sent to one hub.
class History {
 public:
  explicit History(unsigned seed, std::string name = "");

  Delivery next();
  int pick(int n) { return static_cast<int>(random_() % static_cast<unsigned>(n)); }
  bool chance(int percent) { return pick(100) < percent; }

 private:
  int weighted(std::initializer_list<int> weights);
  store::Item item(std::size_t source);
  store::Item court_case(std::size_t source);
  store::Item hearing(std::size_t source);
  store::Item accused(std::size_t source);
  store::Item charge(std::size_t source);
  store::Item report(std::size_t source);
  store::Item bail(std::size_t source);
  store::Item appeal(std::size_t source);
  store::Item removal(std::size_t source);
  std::string case_key(std::size_t source);
  std::string key(char kind, int of);
  base::Day day() { return kFirstDay + pick(subject_->days); }
  void maybe_date(model::Record& record, model::FieldId field, int percent);
  void maybe_text(model::Record& record, model::FieldId field, int percent,
                  std::initializer_list<const char*> of);
  void maybe_code(model::Record& record, model::FieldId field, int percent,
                  std::initializer_list<const char*> of);
  void maybe_accused(model::Record& record, int of);
  void maybe_count(model::Record& record, model::FieldId field, int percent);
  void maybe_sentence(model::Record& record, int percent);
  void maybe_order(model::Record& record, int percent);
  void maybe_person(model::Record& record);

  std::mt19937 random_;
  std::string name_;
  const Subject* subject_;
};

/// An item in one line, for whoever has to find out what went wrong.
std::string describe(const store::Item& item);

}  // namespace mizan::property
