#include "mizan/mapping/test_workbook.hpp"

#include <fmt/format.h>
#include <zip.h>

namespace mizan::mapping {
namespace {

constexpr const char* kHead = R"(<?xml version="1.0" encoding="UTF-8" standalone="yes"?>)";
constexpr const char* kMain = R"(xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main")";
constexpr const char* kOffice = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
constexpr const char* kRelations =
    R"(<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">)";

std::string escaped(const std::string& text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '"':
        out += "&quot;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

std::string sheet_xml(const TestSheet& sheet) {
  auto xml = fmt::format("{}<worksheet {}><sheetData>", kHead, kMain);
  for (const auto& row : sheet.rows) {
    xml += "<row>";
    for (const auto& text : row) {
      xml += text.empty() ? std::string("<c/>")
                          : fmt::format(R"(<c t="inlineStr"><is><t xml:space="preserve">{}</t></is></c>)",
                                        escaped(text));
    }
    xml += "</row>";
  }
  return xml + "</sheetData></worksheet>";
}

}  // namespace

TestParts workbook_parts(const TestParts& sheets) {
  auto book = fmt::format(R"({}<workbook {} xmlns:r="{}"><sheets>)", kHead, kMain, kOffice);
  auto relations = fmt::format("{}{}", kHead, kRelations);
  TestParts parts;
  for (std::size_t i = 1; i <= sheets.size(); ++i) {
    const auto& [name, xml] = sheets[i - 1];
    book += fmt::format(R"(<sheet name="{}" sheetId="{}" r:id="rId{}"/>)", escaped(name), i, i);
    relations += fmt::format(
        R"(<Relationship Id="rId{}" Type="{}/worksheet" Target="worksheets/sheet{}.xml"/>)", i, kOffice, i);
    parts.emplace_back(fmt::format("xl/worksheets/sheet{}.xml", i), xml);
  }
  parts.emplace_back(
      "_rels/.rels",
      fmt::format(R"({}{}<Relationship Id="a" Type="{}/officeDocument" Target="xl/workbook.xml"/>)"
                  "</Relationships>",
                  kHead, kRelations, kOffice));
  parts.emplace_back("xl/workbook.xml", book + "</sheets></workbook>");
  parts.emplace_back("xl/_rels/workbook.xml.rels", relations + "</Relationships>");
  return parts;
}

bool write_workbook(const std::filesystem::path& path, const std::vector<TestSheet>& sheets) {
  TestParts parts;
  for (const auto& sheet : sheets) parts.emplace_back(sheet.name, sheet_xml(sheet));
  return write_archive(path, workbook_parts(parts));
}

bool write_archive(const std::filesystem::path& path, const TestParts& parts) {
  auto* archive = zip_open(path.c_str(), ZIP_CREATE | ZIP_TRUNCATE, nullptr);
  if (archive == nullptr) return false;
  bool good = true;
  for (const auto& [name, text] : parts) {
    auto* source = zip_source_buffer(archive, text.data(), text.size(), 0);
    good = good && zip_file_add(archive, name.c_str(), source, ZIP_FL_ENC_UTF_8) >= 0;
  }
  if (good && zip_close(archive) == 0) return true;
  zip_discard(archive);
  return false;
}

}  // namespace mizan::mapping
