#include <gtest/gtest.h>

#include "mizan/mapping/mapping.hpp"
#include "mizan/mapping/time_format.hpp"

namespace mizan::mapping {
namespace {

std::string with(const std::string& request, const std::string& record = "", const std::string& head = "") {
  return "format = 1\n" + head +
         "[input]\nformat = \"rest\"\n[[input.request]]\nname = \"cases\"\npath = \"/cases\"\n" + request +
         "\n[[record]]\nkind = \"case\"\n" + record + "\nkey = \"/id\"\n[record.fields]\nfir_no = \"/fir\"\n";
}

TEST(Requests, AreReadWhole) {
  const auto mapping = Mapping::compile(with(R"(query = { state = "open" }
items = "/data"
paging = { kind = "page", parameter = "page", first = 0, size_parameter = "size", size = 50, more = "/more", most_pages = 9 }
since = { parameter = "since", format = "%d-%m-%Y", field = "/changed", initial = "01-01-2020", overlap_seconds = 86400, utc_offset_minutes = 300 }
detail = "/cases/{/fir/year}-{/no}")",
                                             "each = \"/hearings\""),
                                        "m.toml");
  ASSERT_EQ(mapping.input().requests.size(), 1U);
  const auto& request = mapping.input().requests[0];
  EXPECT_EQ(request.query, (NamedTexts{{"state", "open"}}));
  EXPECT_EQ(request.paging.kind, Paging::Kind::kPage);
  EXPECT_EQ(request.paging.first + request.paging.size + request.paging.most_pages, 59);
  EXPECT_EQ(request.since->overlap, 86'400);
  EXPECT_EQ(request.since->utc_offset_minutes, 300);
  ASSERT_EQ(request.detail.size(), 4U);
  EXPECT_EQ(request.detail[0].text + request.detail[1].text + request.detail[2].text + request.detail[3].text,
            "/cases//fir/year-/no");
  EXPECT_TRUE(request.detail[1].is_place && request.detail[3].is_place && !request.detail[2].is_place);
  const auto groups = mapping.groups_of_request("cases");
  ASSERT_EQ(groups.size(), 1U);
  EXPECT_EQ(groups[0].second, "/hearings");
  EXPECT_EQ(mapping.places(groups[0].first).size(), 2U);
}

TEST(Requests, MistakesAreNamedWithLineAndKey) {
  const std::vector<std::pair<std::string, std::string>> mistakes = {
      {with("speed = 1"), "m.toml:7: input.request[1].speed: is not a key here"},
      {with("items = \"data\""), "m.toml:7: input.request[1].items: expected a JSON Pointer"},
      {with("paging = { kind = \"odd\" }"), "m.toml:7: input.request[1].paging.kind: expected"},
      {with("items = \"/d\"\npaging = { kind = \"page\" }"),
       "m.toml:8: input.request[1].paging.parameter: is missing"},
      {with("paging = { kind = \"page\", parameter = \"p\" }"), "input.request[1].items: is missing"},
      {with("paging = { kind = \"cursor\", parameter = \"c\" }"), "paging.next: says where"},
      {with("paging = { kind = \"link\", next = \"/x\" }"), "paging.next: says where"},
      {with("paging = { kind = \"link\", more = \"/x\" }"), "paging.more: belongs to"},
      {with("paging = { kind = \"link\", size = 5 }"), "paging.size: size and size_parameter go together"},
      {with("items = \"/d\"\npaging = { kind = \"offset\", parameter = \"o\", first = 0 }"),
       "paging.first: belongs to"},
      {with("since = { format = \"epoch\" }"), "m.toml:7: input.request[1].since.parameter: is missing"},
      {with("since = { parameter = \"s\", format = \"%Q\" }"),
       "m.toml:7: input.request[1].since.format: expected"},
      {with("since = { parameter = \"s\", field = \"/f\" }"), "items: is missing"},
      {with("since = { parameter = \"s\" }", "", "[source]\nmode = \"snapshot\"\n"),
       "m.toml:9: input.request[1].since: a snapshot gives"},
      {with("detail = \"/x\"\nitems = \"/d\""), "detail: names no place"},
      {with("detail = \"/x/{id}\"\nitems = \"/d\""), "detail: expected {/place}"},
      {with("detail = \"/x/{/id\"\nitems = \"/d\""), "detail: expected {/place}"},
      {with("path = \"/y\""), "m.toml:7:"},
      {with("", "request = \"gone\""), "record[1].request: \"gone\" is no name of an [[input.request]]"},
      {with("", "file = \"x\""), "record[1].file: is not how this input is divided"},
      {with("", "each = \"data\""), "record[1].each: expected a JSON Pointer"},
      {"format = 1\n[input]\nformat = \"rest\"\nfiles = \"*.json\"\n",
       "m.toml:4: input.files: is not a key here"},
      {"format = 1\n[input]\nformat = \"rest\"\n", "input.request: a mapping of an API needs at least one"},
      {with("[[input.request]]\nname = \"cases\"\npath = \"/x\""),
       "input.request[2].name: \"cases\" names two requests"},
      {with("[[input.request]]\nname = \"Big\"\npath = \"x?y\""), "input.request[2].path: expected a path"},
      {"format = 1\n[input]\nformat = \"json\"\nfiles = \"*\"\n[[record]]\nkind = \"case\"\nrequest = "
       "\"x\"\nkey = \"/id\"\n[record.fields]\n",
       "record[1].request: is not how this input is divided"}};
  for (const auto& [text, sentence] : mistakes) {
    std::string all;
    for (const auto& problem : Mapping::validate(text, "m.toml")) all += problem.text() + "\n";
    EXPECT_NE(all.find(sentence), std::string::npos) << text << "\n" << all << "\nlacks " << sentence;
  }
}

TEST(TimeFormat, WritesAndReadsWhatApisUse) {
  constexpr std::int64_t kMoment = 1'741'600'800;  // 2025-03-10 10:00:00 UTC
  const std::vector<std::tuple<std::string, std::int64_t, std::string>> forms = {
      {"epoch", 0, "1741600800"},
      {"epoch_ms", 0, "1741600800000"},
      {"%Y-%m-%dT%H:%M:%S%z", 0, "2025-03-10T10:00:00Z"},
      {"%Y-%m-%dT%H:%M:%S%z", 300, "2025-03-10T15:00:00+05:00"},
      {"%d-%m-%Y %H:%M:%S", 300, "10-03-2025 15:00:00"},
      {"%Y%m%d%H%M%S", -330, "20250310043000"}};
  for (const auto& [format, offset, text] : forms) {
    EXPECT_TRUE(is_time_format(format)) << format;
    EXPECT_EQ(write_time(kMoment, format, offset), text);
    EXPECT_EQ(read_time(text, format, offset), kMoment) << text;
  }
  EXPECT_EQ(write_time(kMoment, "%Y-%m-%d", 0), "2025-03-10");
  EXPECT_EQ(read_time("2025-03-10", "%Y-%m-%d", 0), kMoment - 36'000);
  EXPECT_EQ(read_time("2025-03-10T15:30:00.123456+0530", "%Y-%m-%dT%H:%M:%S%z", 0), kMoment);
  EXPECT_EQ(write_time(-1, "%Y-%m-%d %H:%M:%S", 0), "1969-12-31 23:59:59");
  for (const auto* wrong : {"", "2025-3-10", "2025-02-30", "2025-03-10x", "x"})
    EXPECT_FALSE(read_time(wrong, "%Y-%m-%d", 0)) << wrong;
  for (const auto* wrong :
       {"2025-03-10T25:00:00Z", "2025-03-10T10:00:00", "2025-03-10T10:00:00.Z", "2025-03-10T10:00:00+5"})
    EXPECT_FALSE(read_time(wrong, "%Y-%m-%dT%H:%M:%S%z", 0)) << wrong;
  for (const auto* wrong : {"", "iso", "%Y-%q", "%d-%m", "%Y%"}) EXPECT_FALSE(is_time_format(wrong)) << wrong;
}

}  // namespace
}  // namespace mizan::mapping
