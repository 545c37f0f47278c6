#include "api/packing.hpp"

#include <gtest/gtest.h>
#include <zlib.h>

namespace mizan::api {
namespace {

std::string unpacked(const std::string& bytes) {
  z_stream stream{};
  inflateInit2(&stream, 15 + 16);
  std::string text(1 << 20, '\0');
  std::string in = bytes;
  stream.next_in = reinterpret_cast<Bytef*>(in.data());
  stream.avail_in = static_cast<uInt>(in.size());
  stream.next_out = reinterpret_cast<Bytef*>(text.data());
  stream.avail_out = static_cast<uInt>(text.size());
  EXPECT_EQ(inflate(&stream, Z_FINISH), Z_STREAM_END);
  text.resize(stream.total_out);
  inflateEnd(&stream);
  return text;
}

Response long_answer() {
  Response response;
  response.etag = "e";
  for (int i = 0; i < 1'000; ++i) response.body += "{\"value\": " + std::to_string(i) + "}";
  return response;
}

// RFC 9110, 12.5.3: weights, any case of being named or not, and what has no weight at all.
TEST(Packing, GzipIsTakenByWhoNamesItWithAWeight) {
  for (const auto* yes : {"gzip", "deflate, gzip;q=0.5", "br,gzip , *;q=0", "*", "x-gzip", "gzip; q=0.001"})
    EXPECT_TRUE(takes_gzip(yes)) << yes;
  for (const auto* no : {"", "identity", "gzip;q=0", "gzip; q=0.000", "*;q=0", "br", "gzip;q=0, *", "ungzip"})
    EXPECT_FALSE(takes_gzip(no)) << no;
}

TEST(Packing, ALongAnswerIsPackedAndIsTheSame) {
  const auto plain = long_answer();
  const auto smaller = packed(plain, "gzip");
  EXPECT_EQ(smaller.encoding, "gzip");
  EXPECT_LT(smaller.body.size(), plain.body.size() / 4);
  EXPECT_EQ(unpacked(smaller.body), plain.body);
  EXPECT_FALSE(smaller.same_bytes) << "its ETag is weak, for these are other bytes";
  EXPECT_TRUE(smaller.varies);
}

TEST(Packing, ShortOnesUnaskedOnesAndBytesAreLeftAsTheyAre) {
  Response brief;
  brief.body = "{}";
  EXPECT_TRUE(packed(brief, "gzip").encoding.empty());
  EXPECT_TRUE(packed(brief, "gzip").varies);
  EXPECT_TRUE(packed(long_answer(), "").encoding.empty());
  auto bytes = long_answer();
  bytes.type = "application/octet-stream";
  EXPECT_TRUE(packed(bytes, "gzip").encoding.empty());
}

}  // namespace
}  // namespace mizan::api
