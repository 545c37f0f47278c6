#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "model/record.hpp"
#include "store/sqlite.hpp"

namespace mizan::store {

/// Marks a file as a Mizan store ("MZAN").
inline constexpr std::int64_t kApplicationId = 0x4D5A414E;
/// Raised with every change of the schema; migrate() leads from each version to the next.
inline constexpr std::int64_t kSchemaVersion = 18;

/// One column of a record table and the field it holds; `native`: what the source wrote for a coded field.
struct Column {
  model::FieldId field = 0;
  model::FieldType type = model::FieldType::kText;
  bool native = false;
  std::string name;
};

/// True for dates, whole numbers and yes-or-no fields, which SQLite keeps as integers.
bool is_number(const Column& column);

/// The field columns of a kind's table, in their order. The case reference of child records is not among
/// them: their `ref` says it.
const std::vector<Column>& columns_of(model::Kind kind);

/// "rec_case", "rec_hearing" …
std::string table_of(model::Kind kind);

/// "name, name_native, …" for SELECT and INSERT.
std::string column_list(model::Kind kind);

/// Binds a record's values to the parameters from `at` on, in the order of columns_of(); what it lacks is
/// null.
void bind_fields(Statement& statement, int at, const model::Record& record);

/// A setting of the store (table `meta`), empty if it has none of that name; and its change, within whatever
/// transaction is open.
base::Result<std::string> setting(const Database& db, std::string_view name);
base::Result<> put_setting(const Database& db, std::string_view name, std::string_view value);

/// A new name for a store in cursors: 16 hexadecimal digits.
std::string new_epoch();

/// Creates the schema in an empty file, migrates an older one, refuses a newer or a foreign one.
base::Result<> prepare_schema(const Database& db, const std::string& path);

/// Refuses what prepare_schema would refuse or have to change; for read-only connections.
base::Result<> check_schema(const Database& db, const std::string& path);

/// Brings an older schema to kSchemaVersion, in one transaction; no effect on one of that version.
base::Result<> migrate(const Database& db);

/// The views for analysts, made again after columns were added.
base::Result<> make_views_anew(const Database& db);

/// The indexes that a first load goes without; made at its end.
std::vector<std::string> late_indexes();

}  // namespace mizan::store
