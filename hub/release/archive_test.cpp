// Releases through their life, whoever touches them, and wherever publishing is cut off.
#include "release/archive.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>

namespace mizan::release {
namespace {
namespace fs = std::filesystem;
using registry::PrivateKey;
using ::testing::HasSubstr;

constexpr base::Micros kNow = 1'750'000'000'000'000;

class ArchiveTest : public ::testing::Test {
 protected:
  ArchiveTest() : key_(*PrivateKey::make()) { fs::remove_all(folder_); }
  ~ArchiveTest() override { fs::remove_all(folder_); }

  Archive open() const {
    auto archive = Archive::open(folder_);
    EXPECT_TRUE(archive) << archive.error().message;
    return std::move(*archive);
  }

  static std::string document(const std::string& id) {
    Draft draft;
    draft.id = id;
    draft.period = id.substr(0, id.rfind('.'));
    return *document_text(draft, {});
  }

  void prepare(const std::string& id) const { ASSERT_TRUE(open().prepare(id, document(id))); }
  void sign(const std::string& id) const { ASSERT_TRUE(open().sign(id, key_)); }
  void publish(const std::string& id) const {
    prepare(id);
    sign(id);
    const auto published = open().publish(id, key_, kNow);
    ASSERT_TRUE(published) << published.error().message;
  }

  std::string text(const std::string& name) const {
    std::ifstream in(folder_ / name, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  void put(const std::string& name, const std::string& text) const {
    std::ofstream(folder_ / name, std::ios::binary) << text;
  }

  std::vector<registry::PublicKey> keys() const { return {key_.public_key()}; }
  std::string head() const { return jws_text(**open().head()); }

  // "" where it holds.
  std::string verified(const std::string& id, const std::string& proof,
                       const std::string& earlier = "") const {
    const auto release = text(id + ".jws");
    const auto summary = verify({release, proof, earlier, keys()});
    return summary ? "" : summary.error().message;
  }

  const fs::path folder_ = fs::path(::testing::TempDir()) / ("mizan-releases-" + std::to_string(getpid()));
  const PrivateKey key_;
};

TEST_F(ArchiveTest, ThatIsNotThereIsEmpty) {
  EXPECT_TRUE(open().list()->empty());
  EXPECT_FALSE(*open().head());
  EXPECT_EQ(*open().next_id("2025-Q4"), "2025-Q4.1");
  EXPECT_EQ(*open().check(keys()), 0U);
}

TEST_F(ArchiveTest, AReleaseIsPreparedSignedAndPublished) {
  prepare("2025-Q4.1");
  EXPECT_EQ(open().list()->at(0).state, Archive::State::kPrepared);
  EXPECT_FALSE(open().publish("2025-Q4.1", key_, kNow)) << "not before it is signed";
  sign("2025-Q4.1");
  EXPECT_EQ(open().list()->at(0).state, Archive::State::kSigned);
  EXPECT_FALSE(open().sign("2025-Q4.1", key_)) << "once";
  EXPECT_FALSE(open().prepare("2025-Q4.1", "{}")) << "nothing is overwritten";
  EXPECT_FALSE(open().last_published("2025-Q4"));
  ASSERT_TRUE(open().publish("2025-Q4.1", key_, kNow));
  const auto item = open().list()->at(0);
  EXPECT_EQ(item.state, Archive::State::kPublished);
  EXPECT_EQ(item.place, 0U);
  EXPECT_EQ(item.at, "2025-06-15T15:06:40.000Z");
  EXPECT_EQ(open().last_published("2025-Q4"), "2025-Q4.1");
  EXPECT_EQ(*open().next_id("2025-Q4"), "2025-Q4.2");
  EXPECT_EQ(*open().check(keys()), 1U);
}

TEST_F(ArchiveTest, ReleasesOfAPeriodAreInTheirOrder) {
  for (int i = 1; i <= 11; ++i) prepare("2025-Q4." + std::to_string(i));
  prepare("2025.1");
  const auto items = *open().list();
  EXPECT_EQ(items.front().id, "2025.1");
  EXPECT_EQ(items.back().id, "2025-Q4.11");
  EXPECT_EQ(*open().next_id("2025-Q4"), "2025-Q4.12");
  EXPECT_EQ(*open().next_id("2025"), "2025.2");
}

TEST_F(ArchiveTest, EachIsProvedToWhoHasAKeyAndAnEarlierHead) {
  std::vector<std::string> heads;
  for (int i = 1; i <= 9; ++i) {
    publish("2025-Q4." + std::to_string(i));
    heads.push_back(head());
  }
  for (int i = 1; i <= 9; ++i) {
    const auto id = "2025-Q4." + std::to_string(i);
    for (std::size_t since = 1; since <= heads.size(); ++since) {
      const auto proof = open().proof(id, since);
      ASSERT_TRUE(proof) << proof.error().message;
      EXPECT_EQ(verified(id, *proof, heads[since - 1]), "") << id << " since " << since;
    }
  }
  EXPECT_EQ(*open().check(keys()), 9U);
}

TEST_F(ArchiveTest, WhatDoesNotHoldIsSaid) {
  publish("2025-Q4.1");
  const auto first = head();
  publish("2025-Q4.2");
  const auto proof = *open().proof("2025-Q4.1", 1);
  EXPECT_EQ(verified("2025-Q4.1", proof, first), "");
  EXPECT_THAT(verified("2025-Q4.2", proof), HasSubstr("does not have this release at the place"));
  EXPECT_THAT(verified("2025-Q4.1", *open().proof("2025-Q4.1", 2), first),
              HasSubstr("the earlier head has 1"));
  EXPECT_THAT(verified("2025-Q4.1", "{}"), HasSubstr("the proof is none"));
  const auto release = text("2025-Q4.1.jws");
  const auto stranger = verify({release, {}, {}, {PrivateKey::make()->public_key()}});
  ASSERT_FALSE(stranger);
  EXPECT_EQ(stranger.error().code, base::Code::kAuth);
  EXPECT_THAT(stranger.error().message, HasSubstr("signed by none of the keys given"));
  // A head is no release, though the same key signed it.
  const auto head_text = first;
  EXPECT_FALSE(verify({head_text, {}, {}, keys()}));
}

// Somebody who has the key writes the log anew, with another release in place of one that was published.
TEST_F(ArchiveTest, ALogThatWasWrittenAnewIsNotThatOfAnEarlierHead) {
  publish("2025-Q4.1");
  publish("2025-Q4.2");
  const auto kept = head();
  fs::remove_all(folder_);
  publish("2025-Q3.1");
  publish("2025-Q4.2");
  publish("2025-Q4.3");
  EXPECT_THAT(verified("2025-Q4.2", *open().proof("2025-Q4.2", 2), kept),
              HasSubstr("the log does not begin with that of the earlier head"));
}

TEST_F(ArchiveTest, AChangedFileIsFound) {
  publish("2025-Q4.1");
  const auto sound = text("2025-Q4.1.jws");
  put("2025-Q4.1.jws", sound + " ");
  const auto opened = Archive::open(folder_);
  ASSERT_FALSE(opened);
  EXPECT_THAT(opened.error().message, HasSubstr("2025-Q4.1.jws: is not the release that was published"));
  put("2025-Q4.1.jws", sound);
  EXPECT_EQ(*open().check(keys()), 1U);
  EXPECT_FALSE(open().check({PrivateKey::make()->public_key()}));
}

TEST_F(ArchiveTest, PublishingThatWasCutOffGoesOn) {
  publish("2025-Q4.1");
  const auto heads = text("heads.jsonl");
  publish("2025-Q4.2");
  put("heads.jsonl", heads);  // the log was written, its head was not
  EXPECT_THAT(open().check(keys()).error().message, HasSubstr("publish the last once more"));
  EXPECT_FALSE(open().proof("2025-Q4.2", 0));
  ASSERT_TRUE(open().publish("2025-Q4.2", key_, kNow));
  EXPECT_EQ(*open().check(keys()), 2U);
  const auto whole = text("log.jsonl");
  ASSERT_TRUE(open().publish("2025-Q4.2", key_, kNow));
  EXPECT_EQ(text("log.jsonl"), whole) << "once";
}

TEST_F(ArchiveTest, NoIdLeadsOutOfTheFolder) {
  for (const std::string id :
       {"", "..", "../x", "a/b", ".hidden", "x\ny", "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"}) {
    EXPECT_FALSE(open().document(id)) << id;
    EXPECT_FALSE(open().signed_text(id)) << id;
    EXPECT_FALSE(open().prepare(id, "{}")) << id;
  }
}

TEST_F(ArchiveTest, ALogThatIsNoneIsASentence) {
  fs::create_directories(folder_);
  for (const std::string line : {"{}", "x", R"({"id":"../x","leaf":"","at":""})"}) {
    put("log.jsonl", line + "\n");
    const auto opened = Archive::open(folder_);
    ASSERT_FALSE(opened) << line;
    EXPECT_THAT(opened.error().message, HasSubstr("log.jsonl: line 1 is no entry of the log"));
  }
}

}  // namespace
}  // namespace mizan::release
