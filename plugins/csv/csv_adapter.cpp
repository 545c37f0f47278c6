// The generic connector for delimited files: one or several files of one export, by a mapping and no code.
#include <fmt/format.h>

#include <algorithm>
#include <mizan/mapping/file_connector.hpp>

#include "csv_file.hpp"
#include "joined_row.hpp"

namespace {
using namespace mizan;

constexpr char kSchema[] =
    R"({"type": "object", "required": ["folder", "mapping"], "additionalProperties": false,
  "properties": {"folder": {"type": "string"}, "mapping": {"type": "object"}}})";

/// The fields of one row, by the mapping's places.
class CsvRow final : public mapping::Row {
 public:
  CsvRow(const csv::CsvFile& file, const csv::CsvRows& rows, const std::vector<mapping::Place>& places)
      : rows_(rows) {
    for (const auto& place : places) columns_.push_back(file.column(place.name, place.line));
  }
  void find() const {}
  std::optional<std::string_view> value(std::size_t place) const override {
    return rows_.fields()[columns_[place]];
  }

 private:
  const csv::CsvRows& rows_;
  std::vector<std::size_t> columns_;
};

class CsvAdapter final : public mapping::FileConnector {
 public:
  CsvAdapter(sdk::Host host, const sdk::Config& config) : FileConnector(host, config, "csv") {}

 protected:
  void begin(const std::vector<mapping::FoundFile>& files) override {
    joins_ = std::make_unique<csv::Joins>(mapping(), files);
  }
  void end() override { joins_.reset(); }

  void read_file(const mapping::FoundFile& found, std::uint64_t from, mapping::RecordStream& out,
                 const std::function<void(std::uint64_t)>& done) override {
    csv::CsvFile file(found, mapping().input());
    if (file.encoding_guessed()) {
      host().warn(found.name +
                  ": is not UTF-8 and is read as Windows-1252; input.encoding of the mapping can say "
                  "otherwise");
    }
    if (file.empty()) return;
    const auto groups = mapping().groups();
    const bool has_records = std::find(groups.begin(), groups.end(), found.group) != groups.end();
    static const std::vector<mapping::Place> kNone;
    if (!has_records || mapping().joins(found.group).empty()) {
      CsvRow row(file, file.rows(), has_records ? mapping().places(found.group) : kNone);
      read_rows(found, file, row, from, out, done);
    } else {
      csv::JoinedRow row(file, found.group, mapping(), *joins_);
      read_rows(found, file, row, from, out, done);
    }
  }

 private:
  template <class Row>
  static void read_rows(const mapping::FoundFile& found, csv::CsvFile& file, Row& row, std::uint64_t from,
                        mapping::RecordStream& out, const std::function<void(std::uint64_t)>& done) {
    file.resume(from);
    auto& rows = file.rows();
    const auto place = found.name + ":";
    for (auto state = rows.next(); state != csv::RowState::kEnd; state = rows.next()) {
      if (state == csv::RowState::kRow && rows.fields().size() == file.width()) {
        if (const auto item = out.item(place, static_cast<std::int64_t>(rows.line())); item) {
          row.find();
          out.row(found.group, row);
        }
      } else {
        const auto flaw = file.flaw(state);
        out.reject(fmt::format("{}{}", place, rows.line()), flaw->reason, flaw->detail, rows.raw());
      }
      if (!out.full()) continue;
      done(rows.position());
      file.release_before(rows.position());
    }
  }

  std::unique_ptr<csv::Joins> joins_;
};

}  // namespace

MIZAN_ADAPTER(CsvAdapter, {"csv", "1.1.0", kSchema, /*checkpoint_version=*/2});
