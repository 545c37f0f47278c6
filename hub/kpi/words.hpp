#pragma once
// Private to this folder: the words of a definition's file and what they mean.
#include <span>
#include <string_view>
#include <utility>

#include "kpi/definition.hpp"

namespace mizan::kpi {

template <class T>
using Word = std::pair<std::string_view, T>;

std::span<const Word<Form>> form_words();
std::span<const Word<Unit>> unit_words();
std::span<const Word<Dimension>> dimension_words();
std::span<const Word<DateFact>> date_words();
std::span<const Word<CodeFact>> code_words();
std::span<const Word<Detail>> detail_words();
std::span<const Word<Sum>> sum_words();
std::span<const Word<State>> state_words();
std::span<const Word<TimeClass>> time_class_words();
std::span<const Word<Entry>> entry_words();

/// The names of a form's terms.
std::span<const std::string_view> term_names(Form form);

/// True if a row of the unit can have it (docs/kpi-definitions.md).
bool has_code(Unit unit, CodeFact fact);
bool has_detail(Unit unit, Detail detail);

/// The unit whose rows have the number.
Unit unit_of(Sum sum);

/// The bit of a code's name; 0 if the fact has no such code.
std::uint32_t find_code(CodeFact fact, std::string_view name);

}  // namespace mizan::kpi
