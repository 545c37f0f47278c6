// Field numbers: what was given out stays; and the header, the SDK and the hub hold the same ones, all from
// fields.txt, which is read here by other means than the generator's.
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <mizan/sdk/fields.hpp>
#include <set>
#include <sstream>

#include "model/field.hpp"
#include "support/program.hpp"

namespace {
namespace fs = std::filesystem;

const fs::path kSdk = fs::path(MIZAN_SOURCE_DIR) / "plugin-sdk";
const fs::path kNow = kSdk / "fields" / "fields.txt";
const fs::path kFrozen = kSdk / "abi" / "1.0" / "fields.txt";

struct Field {
  std::string name;
  std::string type;
  std::string kinds;

  friend bool operator==(const Field&, const Field&) = default;
};

void PrintTo(const Field& field, std::ostream* out) {
  *out << field.name << ' ' << field.type << ' ' << field.kinds;
}

std::map<int, Field> fields_of(const fs::path& file) {
  std::map<int, Field> fields;
  std::ifstream in(file);
  for (std::string line; std::getline(in, line);) {
    if (line.empty() || line.front() == '#') continue;
    std::istringstream words(line);
    int number = 0;
    Field field;
    words >> number >> field.name >> field.type >> field.kinds;
    EXPECT_TRUE(fields.emplace(number, field).second) << file << ": " << number << " is used twice";
  }
  return fields;
}

// What adapters send, what the hub derives, and identity data each count on by themselves.
int last_beside(int number, const std::map<int, Field>& frozen) {
  const int end = number < 200 ? 200 : number < 256 ? 256 : 0x8000;
  return std::prev(frozen.lower_bound(end))->first;
}

TEST(FieldNumbers, ThatWereGivenOutStayWhatTheyAre) {
  const auto now = fields_of(kNow);
  const auto frozen = fields_of(kFrozen);
  ASSERT_GT(frozen.size(), 30U);
  for (const auto& [number, field] : frozen) {
    const auto found = now.find(number);
    ASSERT_NE(found, now.end()) << number << ' ' << field.name << " is gone: mark it as retired instead";
    EXPECT_EQ(found->second.name, field.name) << number;
    EXPECT_EQ(found->second.type, field.type) << field.name;
    for (const char kind : field.kinds)
      EXPECT_NE(found->second.kinds.find(kind), std::string::npos)
          << field.name << " is no more of kind " << kind;
  }
  for (const auto& [number, field] : now) {
    if (!frozen.contains(number))
      EXPECT_GT(number, last_beside(number, frozen)) << field.name << ": take the next";
  }
}

TEST(FieldNumbers, HaveOneNameEachAndAreBelowThePrivateOnes) {
  std::set<std::string> names;
  for (const auto& [number, field] : fields_of(kNow)) {
    EXPECT_GT(number, 0);
    EXPECT_LT(number, 0x8000);
    EXPECT_TRUE(names.insert(field.name).second) << field.name;
  }
}

TEST(FieldNumbers, AreTheSameInTheCHeader) {
  std::ifstream in(fs::path(MIZAN_GENERATED) / "mizan" / "abi" / "mizan_fields.h");
  std::map<std::string, int> defined;
  for (std::string line; std::getline(in, line);) {
    std::istringstream words(line);
    std::string define;
    std::string name;
    std::string number;
    words >> define >> name >> number;
    if (define == "#define" && name.starts_with("MIZAN_F_")) defined[name] = std::stoi(number);
  }
  std::map<std::string, int> expected;
  for (const auto& [number, field] : fields_of(kNow)) {
    std::string name = "MIZAN_F_" + field.name;
    std::transform(name.begin(), name.end(), name.begin(),
                   [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    expected[name] = number;
  }
  EXPECT_EQ(defined, expected);
}

const char* type_of(mizan::sdk::TextField) {
  return "text";
}
const char* type_of(mizan::sdk::CodeField) {
  return "code";
}
const char* type_of(mizan::sdk::DateField) {
  return "date";
}
const char* type_of(mizan::sdk::IntField) {
  return "int";
}
const char* type_of(mizan::sdk::BoolField) {
  return "bool";
}
const char* type_of(mizan::sdk::IdentityField) {
  return "identity";
}

TEST(FieldNumbers, AreTheSameInTheSdk) {
  std::map<int, Field> sdk;
#define MIZAN_FIELD(number, name, type, kinds) \
  sdk[mizan::sdk::field::name##_.id] = {#name, type_of(mizan::sdk::field::name##_), kinds};
#include <mizan/model/fields.inc>
#undef MIZAN_FIELD
  EXPECT_EQ(sdk, fields_of(kNow));
}

TEST(FieldNumbers, AreTheSameInTheHubAndInTheirOrder) {
  using mizan::model::FieldType;
  const std::map<FieldType, std::string> names = {
      {FieldType::kText, "text"}, {FieldType::kCode, "code"}, {FieldType::kDate, "date"},
      {FieldType::kInt, "int"},   {FieldType::kBool, "bool"}, {FieldType::kIdentity, "identity"}};
  std::map<int, Field> hub;
  int before = 0;
  for (const auto& field : mizan::model::all_fields()) {
    EXPECT_GT(field.id, before) << field.name;
    before = field.id;
    hub[field.id] = {std::string(field.name), names.at(field.type), std::string(field.kinds)};
    EXPECT_EQ(mizan::model::find_field(field.id), &field);
    EXPECT_EQ(mizan::model::find_field(field.name), &field);
  }
  EXPECT_EQ(hub, fields_of(kNow));
}

TEST(FieldNumbers, WrittenTwiceOrUnreadablyEndTheBuild) {
  const auto folder = fs::path(::testing::TempDir()) / ("mizan_fields_" + std::to_string(getpid()));
  fs::create_directories(folder);
  const auto generate = [&](const std::string& more) {
    std::ofstream(folder / "fields.txt") << "1 a text C 1.0 first\n" << more;
    return mizan::test::run({MIZAN_CMAKE, "-DFIELDS=" + (folder / "fields.txt").string(),
                             "-DOUT=" + (folder / "out").string(), "-P",
                             (kSdk / "cmake" / "gen_fields.cmake").string()});
  };
  EXPECT_TRUE(generate("2 b text C 1.0 second\n").ok());
  for (const auto* wrong : {"1 b text C 1.0 second\n", "2 a text C 1.0 second\n", "2 b text\n", "b\n"}) {
    const auto refused = generate(wrong);
    EXPECT_FALSE(refused.ok()) << wrong;
    EXPECT_NE(refused.err.find("fields.txt"), std::string::npos) << refused.story();
  }
  fs::remove_all(folder);
}

}  // namespace
