// What the offence table lacks, asked of the real program.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "small_hub.hpp"

namespace mizan::test {
namespace {
using ::testing::HasSubstr;
using ::testing::Not;

TEST(Offences, SectionsWithoutARowAreCountedWithTheNearestRows) {
  const SmallHub hub("offences");
  hub.change_mapping("fir_year = \"fir_year\"\n", "fir_year = \"fir_year\"\nsections = \"sections\"\n");
  hub.put("data/a.csv",
          "no,district,instituted,fir_year,sections\n1,Lahore,2024-01-02,2023,302/"
          "34\n2,Lahore,2024-01-02,2023,303/34\n"
          "3,Lahore,2024-01-03,2023,303 PPC\n4,Lahore,2024-01-03,2023,12 XYZ\n");
  ASSERT_EQ(hub.run("ingest").exit_code, 0);
  const auto ran = hub.run("--format csv offences unmapped");
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("PPC,303,2,303 PPC,"));
  EXPECT_THAT(ran.out, HasSubstr("302"));
  EXPECT_THAT(ran.out, Not(HasSubstr("PPC,302,")));
  EXPECT_EQ(hub.run("offences check").exit_code, 0);
  const auto classes = hub.put("classes.csv", "value\n0101\n");
  const auto held = hub.run("--format csv offences check --classes " + classes.string());
  EXPECT_EQ(held.exit_code, 3);
  EXPECT_THAT(held.out, HasSubstr("the list has no class"));
  EXPECT_THAT(hub.run("--format csv offences list --law CNSA").out, HasSubstr("CNSA,9"));
}

}  // namespace
}  // namespace mizan::test
