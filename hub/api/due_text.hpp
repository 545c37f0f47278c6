#pragma once
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "api/due_list.hpp"

namespace mizan::api {

/// What is due, in words: "closing report after the interim one", "scrutiny of the final report" …
std::string what_is_due(const DueItem& item);

/// "witness_absent (defence), adjourned 2026-03-01"; empty: nothing was adjourned.
std::string last_adjournment(const DueItem& item);

/// The columns of the list as a table: those of every item, in order; the numbers among them are days.
const std::vector<std::string>& due_columns();
/// The item's cells, one a column; empty: not known.
std::vector<std::string> due_cells(const DueItem& item, base::Day on);

nlohmann::ordered_json json_of(const DueItem& item, base::Day on);
nlohmann::ordered_json json_of(const DueList& list);
/// RFC 4180, with the columns as its first line.
std::string csv_of(const DueList& list);

/// A line for each kind of a province of which nothing can be told, and why: for people.
std::vector<std::string> what_cannot_be_told(const DueList& list);

}  // namespace mizan::api
