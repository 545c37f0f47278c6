// The generic connector for spreadsheets: the sheets of workbooks, by a mapping and no code.
#include <fmt/format.h>

#include <algorithm>
#include <mizan/mapping/file_connector.hpp>

#include "heading.hpp"
#include "sheet_rows.hpp"
#include "workbook.hpp"

namespace {
using namespace mizan;

constexpr char kSchema[] =
    R"({"type": "object", "required": ["folder", "mapping"], "additionalProperties": false,
  "properties": {"folder": {"type": "string"}, "mapping": {"type": "object"}}})";

/// The cells of one row, by the mapping's places.
class SheetRow final : public mapping::Row {
 public:
  SheetRow(const xlsx::SheetRows& rows, std::vector<std::size_t> columns)
      : rows_(rows), columns_(std::move(columns)) {}
  std::optional<std::string_view> value(std::size_t place) const override {
    return rows_.value(columns_[place]);
  }

 private:
  const xlsx::SheetRows& rows_;
  std::vector<std::size_t> columns_;
};

/// How far a workbook is read: sheets are counted in the order of reading, rows as the sheet numbers them.
struct Position {
  std::uint64_t sheet = 0;
  std::uint32_t row = 0;

  static Position of(std::uint64_t packed) { return {packed >> 32U, static_cast<std::uint32_t>(packed)}; }
  std::uint64_t packed() const { return (sheet << 32U) | row; }
};

class XlsxAdapter final : public mapping::FileConnector {
 public:
  XlsxAdapter(sdk::Host host, const sdk::Config& config) : FileConnector(host, config, "xlsx") {}

 protected:
  void read_file(const mapping::FoundFile& file, std::uint64_t from, mapping::RecordStream& out,
                 const std::function<void(std::uint64_t)>& done) override {
    Reading reading{file, Position::of(from), {}, out, done};
    attempt(reading, file.name, [&] {
      xlsx::Workbook book(file.path, limits_);
      for (const auto& rule : mapping().input().sheets) {
        if (rule.file == file.group && is_read(rule.name)) read_sheets(book, rule, reading);
      }
    });
  }

 private:
  struct Reading {
    const mapping::FoundFile& file;
    Position from;
    Position at;
    mapping::RecordStream& out;
    const std::function<void(std::uint64_t)>& done;
  };

  bool is_read(const std::string& group) const {
    const auto groups = mapping().groups();
    return std::find(groups.begin(), groups.end(), group) != groups.end();
  }

  // What is wrong with a workbook or a sheet is quarantined, and the others are read.
  template <class Body>
  static void attempt(Reading& reading, const std::string& where, Body body) {
    try {
      body();
    } catch (const xlsx::Flaw& flaw) {
      reading.out.reject(where, flaw.reason(), flaw.what(), "");
    }
  }

  void read_sheets(xlsx::Workbook& book, const mapping::InputSheet& rule, Reading& reading) {
    attempt(reading, reading.file.name, [&] {
      for (const auto& sheet : book.sheets(rule)) {
        reading.at.row = 0;
        const auto where = fmt::format("{}: sheet \"{}\"", reading.file.name, sheet.name);
        if (reading.at.sheet >= reading.from.sheet)
          attempt(reading, where, [&] { read_sheet(book, sheet, rule, where, reading); });
        ++reading.at.sheet;
      }
    });
  }

  void read_sheet(xlsx::Workbook& book, const xlsx::SheetPart& sheet, const mapping::InputSheet& rule,
                  const std::string& where, Reading& reading) {
    const auto xml = book.read(sheet);
    xlsx::SheetRows rows(xml, sheet.part, book.context(), book.limits());
    const auto heading = xlsx::find_heading(rows, rule, mapping().places(rule.name));
    if (!heading) return;
    rows.rewind();
    const SheetRow row(rows, heading->columns);
    const auto resumed = reading.at.sheet == reading.from.sheet ? reading.from.row : 0;
    const auto behind = std::max(heading->last_row, resumed);
    const auto place = where + ", row ";
    while (rows.next()) {
      if (rows.number() <= behind) continue;
      if (rows.flaw()) {
        reading.out.reject(fmt::format("{}{}", place, rows.number()), "unreadable_row", *rows.flaw(), "");
      } else if (!rows.blank()) {
        if (const auto item = reading.out.item(place, rows.number()); item) reading.out.row(rule.name, row);
      }
      reading.at.row = rows.number();
      if (reading.out.full()) reading.done(reading.at.packed());
      // Rows that no record takes fill no batch, and the hub may want to stop all the same.
      if (rows.number() % kRowsBetweenLooks == 0) reading.out.flush();
    }
    report(rows, where);
  }

  void report(const xlsx::SheetRows& rows, const std::string& where) const {
    const auto say = [&](const xlsx::LostCells& lost, std::string_view what) {
      if (lost.count == 0) return;
      host().warn(fmt::format("{}: {} {} and are taken for empty, the first in row {}, column {}", where,
                              lost.count, what, lost.first.row, xlsx::column_letters(lost.first.column)));
    };
    say(rows.errors(), "cells hold an error such as #N/A");
    say(rows.uncomputed(), "formulas have no stored value (a spreadsheet program stores them when it saves)");
  }

  static constexpr std::uint32_t kRowsBetweenLooks = 4096;

  xlsx::Limits limits_;
};

}  // namespace

MIZAN_ADAPTER(XlsxAdapter, {"xlsx", "1.0.0", kSchema, /*checkpoint_version=*/2});
