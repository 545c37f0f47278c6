#include "backup/manifest.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace mizan::backup {
namespace {

using ::testing::HasSubstr;

Manifest example() {
  Manifest manifest;
  manifest.made_at = *base::parse_rfc3339("2026-11-26T22:47:48.123Z") / 1000 * 1000;
  manifest.store = {16, "00000000000000e1", 7, 9, "3:abcd"};
  manifest.key_check = "0123456789abcdef";
  manifest.files = {{"store.db", {4096, "aa"}}, {"releases/log.jsonl", {0, "bb"}}};
  manifest.left_out = {{"pseudonym.key", "keep it elsewhere"}};
  return manifest;
}

TEST(Manifest, IsReadAsItWasWritten) {
  const auto read = read_manifest(manifest_text(example()));
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->made_at / 1000, example().made_at / 1000);
  EXPECT_EQ(read->store, example().store);
  EXPECT_EQ(read->key_check, example().key_check);
  EXPECT_EQ(read->files, example().files);
  EXPECT_EQ(read->left_out, example().left_out);
}

TEST(Manifest, NamesNoFileOutsideOfItsFolder) {
  for (const auto* path :
       {"../mizan.db", "/etc/passwd", "releases/../../x", "", "a/./b", "a//../..", "..\\\\x"}) {
    auto manifest = example();
    manifest.files[1].path = path;
    const auto read = read_manifest(manifest_text(manifest));
    ASSERT_FALSE(read) << path;
    EXPECT_THAT(read.error().message, HasSubstr("outside of its folder"));
  }
}

TEST(Manifest, WhateverElseThereIsIsRefusedInOneSentence) {
  const auto text = manifest_text(example());
  for (std::size_t cut = 0; cut < text.size() - 2; cut += 7) EXPECT_FALSE(read_manifest(text.substr(0, cut)));
  EXPECT_FALSE(read_manifest("[]"));
  EXPECT_FALSE(read_manifest("{\"format\": 1}"));
  EXPECT_FALSE(read_manifest("{\"format\": \"1\"}"));
  EXPECT_FALSE(read_manifest("{\"format\": 1e40}"));
  const auto newer = read_manifest("{\"format\": 2}");
  ASSERT_FALSE(newer);
  EXPECT_EQ(newer.error().code, base::Code::kUnsupported);
}

// printf 'mizan backup 1' | openssl dgst -sha256 -hmac key
TEST(Manifest, TheCheckOfAKeyIsTheBeginningOfAnHmac) {
  EXPECT_EQ(key_check_of("key"), "7e9645220a29239c");
  EXPECT_EQ(key_check_of(""), "");
}

}  // namespace
}  // namespace mizan::backup
