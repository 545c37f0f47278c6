#include "mizan/parts/record_values.hpp"

#include <gtest/gtest.h>
#include <mizan/abi/mizan_fields.h>

namespace mizan::parts {
namespace {

const std::vector<std::string> kFormats = {"%d-%m-%Y"};

mizan_field only_field(sdk::Batch& batch) {
  const auto records = batch.records();
  EXPECT_EQ(records.size(), 1U);
  EXPECT_EQ(records[0].field_count, 1U);
  return records[0].fields[0];
}

mizan_field put(sdk::Batch& batch, std::string_view name, std::uint16_t kind, std::string_view text) {
  batch.clear();
  batch.add(kind, "k");
  set_value(batch, *mapping::find_field(name, kind), text, kFormats);
  return only_field(batch);
}

TEST(RecordValues, ADayIsReadByTheFormatsAndInUrduDigits) {
  sdk::Batch batch;
  for (const auto* text : {"29-02-2024", " 29-02-2024\n", "۲۹-۰۲-۲۰۲۴"}) {
    const auto field = put(batch, "fir_on", MIZAN_KIND_CASE, text);
    EXPECT_EQ(field.type, MIZAN_DATE) << text;
    EXPECT_EQ(field.value.integer, 19'782)
        << text;  // 54 years, 14 leap days of them before 2024, and 59 days
  }
}

TEST(RecordValues, WhatCannotBeReadStaysText) {
  sdk::Batch batch;
  auto field = put(batch, "fir_on", MIZAN_KIND_CASE, "31-02-2024");
  EXPECT_EQ(std::string_view(field.value.text.data, field.value.text.size), "31-02-2024");
  field = put(batch, "sentence_months", MIZAN_KIND_ACCUSED, "12 months");
  EXPECT_EQ(field.type, MIZAN_TEXT);
  field = put(batch, "sentence_months", MIZAN_KIND_ACCUSED, "12");
  EXPECT_EQ(field.value.integer, 12);
  EXPECT_EQ(put(batch, "sections", MIZAN_KIND_CASE, "34").type, MIZAN_TEXT) << "a text stays one";
}

TEST(RecordValues, NothingIsNoValue) {
  sdk::Batch batch;
  batch.add(MIZAN_KIND_CASE, "k");
  for (const auto* text : {"", " ", "\r\n"})
    set_value(batch, *mapping::find_field("fir_on", MIZAN_KIND_CASE), text, kFormats);
  EXPECT_EQ(batch.records()[0].field_count, 0U);
}

TEST(RawText, LeavesIdentityOutAndCutsBetweenLetters) {
  RawText raw;
  raw.add(*mapping::find_field("fir_no", MIZAN_KIND_CASE), "/fir/\"no", "12/24");
  raw.add(*mapping::find_field("cnic", MIZAN_KIND_ACCUSED), "/cnic", "3000000000000");
  std::string letters;
  for (int i = 0; i < 700; ++i) letters += "ہ";
  raw.add(*mapping::find_field("objections", MIZAN_KIND_REPORT), "/o", "x" + letters);
  const auto text = raw.take();
  EXPECT_EQ(text.find("3000000000000"), std::string::npos);
  EXPECT_TRUE(text.starts_with(R"({"/fir/\"no":"12/24","/o":"x)"));
  EXPECT_TRUE(text.ends_with("ہ\"}")) << "1399 bytes would fit, 1401 do, 2000 is no end of a letter";
  EXPECT_EQ(raw.take(), "");
}

}  // namespace
}  // namespace mizan::parts
