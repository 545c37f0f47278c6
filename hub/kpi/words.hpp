#pragma once
// Private to this folder: the words of a definition's file and what they mean.
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "kpi/definition.hpp"

namespace mizan::kpi {

template <class T>
using Word = std::pair<std::string_view, T>;

/// A key of a table, and whether the table must have it.
struct KeyWord {
  std::string_view name;
  bool required = false;
};

/// The keys of a definition but its terms, of a term, and of a row of [[limit]].
std::span<const KeyWord> definition_keys();
std::span<const std::string_view> term_keys();
std::span<const KeyWord> limit_keys();

std::span<const Word<Form>> form_words();
std::span<const Word<Unit>> unit_words();
std::span<const Word<Dimension>> dimension_words();
std::span<const Word<DateFact>> date_words();
std::span<const Word<CodeFact>> code_words();
std::span<const Word<Detail>> detail_words();
std::span<const Word<Sum>> sum_words();
std::span<const Word<State>> state_words();
std::span<const Word<TimeClass>> time_class_words();
/// How the days of a limit are counted: whether as working days.
std::span<const Word<bool>> count_words();
std::span<const Word<Entry>> entry_words();

/// The names of a form's terms.
std::span<const std::string_view> term_names(Form form);
/// Those of any form.
std::span<const std::string_view> all_term_names();

/// True if a row of the unit can have it (docs/kpi-definitions.md).
bool has_code(Unit unit, CodeFact fact);
bool has_detail(Unit unit, Detail detail);
bool has_date(Unit unit, DateFact date);

/// The unit whose rows have the number.
Unit unit_of(Sum sum);

/// The codes that a fact can have on a row of the unit, and their bits.
std::vector<Word<std::uint32_t>> codes_of(Unit unit, CodeFact fact);

}  // namespace mizan::kpi
