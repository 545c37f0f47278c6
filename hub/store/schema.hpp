#pragma once
#include <string>
#include <vector>

#include "base/error.hpp"
#include "model/field.hpp"
#include "store/sqlite.hpp"

namespace mizan::store {

/// Marks a file as a Mizan store ("MZAN").
inline constexpr std::int64_t kApplicationId = 0x4D5A414E;
/// Raised with every change of the schema; migrate() leads from each version to the next.
inline constexpr std::int64_t kSchemaVersion = 9;

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

/// A new name for a store in cursors: 16 hexadecimal digits.
std::string new_epoch();

/// Creates the schema in an empty file, migrates an older one, refuses a newer or a foreign one.
base::Result<> prepare_schema(const Database& db, const std::string& path);

/// Refuses what prepare_schema would refuse or have to change; for read-only connections.
base::Result<> check_schema(const Database& db, const std::string& path);

/// The indexes that a first load goes without; made at its end.
std::vector<std::string> late_indexes();

}  // namespace mizan::store
