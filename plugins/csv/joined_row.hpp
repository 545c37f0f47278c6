#pragma once
#include <memory>
#include <mizan/mapping/file_connector.hpp>
#include <vector>

#include "csv_file.hpp"
#include "join_table.hpp"

namespace mizan::csv {

/// The joins of a mapping, read into memory when they are first needed. One thread; for one read.
class Joins {
 public:
  /// `files`: all that the folder holds. Nothing is read yet.
  Joins(const mapping::Mapping& mapping, std::vector<mapping::FoundFile> files)
      : mapping_(mapping), files_(std::move(files)), tables_(mapping.input().joins.size()) {}

  /// Throws what CsvFile and JoinTable throw, and MIZAN_E_TRANSIENT if no file of the join is there. Rows
  /// that cannot be read are left out: reading their file for its own sake reports them.
  const JoinTable& table(std::size_t join);

 private:
  void read(const mapping::FoundFile& file, JoinTable& table, const mapping::Join& join) const;

  const mapping::Mapping& mapping_;
  std::vector<mapping::FoundFile> files_;
  std::vector<std::unique_ptr<JoinTable>> tables_;
};

/// The fields of one row, and of the rows of other files that belong to it, by the mapping's places.
class JoinedRow final : public mapping::Row {
 public:
  JoinedRow(CsvFile& file, const std::string& group, const mapping::Mapping& mapping, Joins& joins);

  /// Finds the rows that belong to the one just read. Call it once a row, before value().
  void find();
  std::optional<std::string_view> value(std::size_t place) const override;

 private:
  struct Used {
    const JoinTable* table;
    std::vector<std::size_t> key;  ///< columns of the row
    const JoinTable::Kept* found;
  };

  const CsvRows& rows_;
  const std::vector<mapping::Place>& places_;
  std::vector<std::size_t> columns_;  ///< by place; of a joined place: in used_
  std::vector<Used> used_;
  std::vector<std::string_view> texts_;
  std::string key_;
};

}  // namespace mizan::csv
