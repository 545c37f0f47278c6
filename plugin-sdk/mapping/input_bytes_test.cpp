#include "mizan/mapping/input_bytes.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <mizan/abi/mizan_adapter.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

#include <filesystem>
#include <fstream>
#include <mizan/sdk/error.hpp>

namespace mizan::mapping {
namespace {
namespace fs = std::filesystem;
using ::testing::HasSubstr;

class InputBytesTest : public ::testing::Test {
 protected:
  InputBytesTest() : path_(fs::path(::testing::TempDir()) / ("mizan_bytes_" + std::to_string(getpid()))) {}
  ~InputBytesTest() override { fs::remove(path_); }

  void put(const std::string& bytes) const { std::ofstream(path_, std::ios::binary) << bytes; }

  std::string text(const std::string& encoding = "") const {
    return std::string(InputBytes(path_.string(), encoding).text());
  }

  // The message of the MIZAN_E_DATA that it ends with.
  std::string refusal(const std::string& encoding, std::size_t limit = kMaxUnpacked) const {
    try {
      const InputBytes bytes(path_.string(), encoding, limit);
    } catch (const sdk::Error& error) {
      EXPECT_EQ(error.code(), MIZAN_E_DATA);
      EXPECT_THAT(error.what(), HasSubstr(path_.string()));
      return error.what();
    }
    return "";
  }

  fs::path path_;
};

std::string gzip(const std::string& text) {
  std::string out(compressBound(text.size()) + 64, '\0');
  z_stream z{};
  deflateInit2(&z, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
  z.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  z.avail_in = static_cast<uInt>(text.size());
  z.next_out = reinterpret_cast<Bytef*>(out.data());
  z.avail_out = static_cast<uInt>(out.size());
  deflate(&z, Z_FINISH);
  out.resize(z.total_out);
  deflateEnd(&z);
  return out;
}

std::string zstd(const std::string& text) {
  std::string out(ZSTD_compressBound(text.size()), '\0');
  out.resize(ZSTD_compress(out.data(), out.size(), text.data(), text.size(), 1));
  return out;
}

std::string utf16(const std::u16string& text) {
  std::string out = "\xFF\xFE";
  for (const char16_t c : text) out += {static_cast<char>(c & 0xFFU), static_cast<char>(c >> 8U)};
  return out;
}

TEST_F(InputBytesTest, UnpacksAndDecodes) {
  const std::string large(5'000'000, 'a');
  for (const auto& plain : {std::string(), std::string("a,b\n"), large}) {
    put(plain);
    EXPECT_EQ(text(), plain);
    put(gzip(plain));
    EXPECT_EQ(text(), plain);
    put(gzip(plain) + gzip("more"));
    EXPECT_EQ(text(), plain + "more");
    put(zstd(plain));
    EXPECT_EQ(text(), plain);
  }
  put(gzip(utf16(u"caf\u00e9 \u0644")));
  EXPECT_EQ(text(), "caf\xC3\xA9 \xD9\x84");
  put("\xE1\xC7");
  EXPECT_EQ(text("windows-1256"), "\xD9\x84\xD8\xA7");
}

TEST_F(InputBytesTest, DamagedUtf8IsNotTakenForAnotherEncoding) {
  const std::string urdu = "\xD9\x84\xD8\xA7\xDB\x81\xD9\x88\xD8\xB1";
  put(urdu + "\xC3(" + urdu);
  EXPECT_EQ(text(), urdu + "\xC3(" + urdu);
  put("caf\xE9");
  const InputBytes guessed(path_.string(), "");
  EXPECT_TRUE(guessed.guessed());
  EXPECT_EQ(guessed.text(), "caf\xC3\xA9");
}

TEST_F(InputBytesTest, RefusesWhatIsCutShortOrBroken) {
  for (const auto& packed : {gzip("some text"), zstd("some text")}) {
    for (std::size_t size = 5; size < packed.size(); ++size) {
      put(packed.substr(0, size));
      EXPECT_THAT(refusal(""), HasSubstr("is cut short or damaged")) << size;
    }
  }
  put(utf16(u"ab") + "c");
  EXPECT_THAT(refusal(""), HasSubstr("is not UTF-16 about byte"));
  put(utf16(std::u16string(u"a") + char16_t(0xD800) + u"b"));
  EXPECT_THAT(refusal(""), HasSubstr("is not UTF-16 about byte"));
}

TEST_F(InputBytesTest, WhatIsMadeInMemoryHasALimitThatItNames) {
  constexpr std::size_t kLimit = std::size_t{1} << 20U;
  const std::string large(kLimit + 1, 'a');
  for (const auto& packed : {gzip(large), zstd(large), utf16(std::u16string(kLimit + 1, u'a'))}) {
    put(packed);
    EXPECT_THAT(refusal("", kLimit), HasSubstr("larger than 1 MiB"));
  }
  for (const auto& packed : {gzip(large.substr(1)), zstd(large.substr(1))}) {
    put(packed);
    EXPECT_EQ(refusal("", kLimit), "");
  }
  put(large);
  EXPECT_EQ(refusal("", kLimit), "") << "a plain file is mapped, whatever its size";
}

// Of the files that this process has mapped, what lies in memory; a file may lie in memory anyway.
std::int64_t mapped_kib() {
  std::ifstream status("/proc/self/status");
  std::int64_t kib = 0;
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with("RssFile:") || line.starts_with("RssShmem:")) kib += std::stoll(line.substr(9));
  }
  return kib;
}

TEST_F(InputBytesTest, WhatWasReadNeedsNoMemoryAndCanBeReadAgain) {
  constexpr std::size_t kSize = std::size_t{48} << 20U;
  std::string all(kSize, '.');
  for (std::size_t i = 0; i < kSize; i += 1000) all[i] = static_cast<char>('a' + i / 1000 % 26);
  put(all);
  const auto before = mapped_kib();
  InputBytes bytes(path_.string(), "utf-8");
  ASSERT_EQ(bytes.text(), all);
  bytes.release_before(kSize - 1);
  EXPECT_LT(mapped_kib(), before + (20 << 10)) << "of 48 MiB, no more than the last steps";
  EXPECT_EQ(bytes.text(), all);
}

}  // namespace
}  // namespace mizan::mapping
