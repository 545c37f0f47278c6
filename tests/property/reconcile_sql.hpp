#pragma once
#include <string>

#include "base/error.hpp"
#include "reconcile/selection.hpp"
#include "store/sqlite.hpp"

// The second method of the reconciliation: the same rules as SQL over the store's tables, written from
// docs/reconciliation.md.
namespace mizan::property {

/// Fills the temporary table of what each holder counts; sources are those of kSources.
base::Result<> make_sql_entries(const store::Database& db, base::Day today);

/// How many a holder counts in a cell.
std::string sql_count(const reconcile::Selection& selection, const reconcile::Cell& cell,
                      reconcile::Stage stage, model::Holder holder);
/// How many all holders count in all cells of the selection.
std::string sql_total(const reconcile::Selection& selection);
/// Of those, the ones in cases of which the other holder has no case record; or one, but nothing of the
/// stage.
std::string sql_not_linked(const reconcile::Selection& selection, const reconcile::Cell& cell,
                           reconcile::Stage stage, model::Holder has, model::Holder lacks);
std::string sql_empty(const reconcile::Selection& selection, const reconcile::Cell& cell,
                      reconcile::Stage stage, model::Holder has, model::Holder lacks);

}  // namespace mizan::property
