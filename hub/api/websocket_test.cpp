// Frames of RFC 6455, byte by byte as its section 5.7 writes them.
#include "api/websocket.hpp"

#include <gtest/gtest.h>

#include <random>

namespace mizan::api {
namespace {

using namespace std::string_literals;

// Of a client: with a mask of four bytes.
std::string masked(std::uint8_t first, const std::string& payload,
                   const std::string& mask = "\x37\xfa\x21\x3d") {
  std::string frame{static_cast<char>(first), static_cast<char>(0x80 | payload.size())};
  frame += mask;
  for (std::size_t i = 0; i < payload.size(); ++i) frame += static_cast<char>(payload[i] ^ mask[i % 4]);
  return frame;
}

TEST(WebSocketFrames, AcceptsAKeyAsTheStandardsExample) {
  EXPECT_EQ(websocket_accept("dGhlIHNhbXBsZSBub25jZQ=="), "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
  EXPECT_TRUE(is_websocket_key("dGhlIHNhbXBsZSBub25jZQ=="));
  for (const auto* wrong : {"", "dGhlIHNhbXBsZQ==", "dGhlIHNhbXBsZSBub25jZQ", "not base64 at all......=="})
    EXPECT_FALSE(is_websocket_key(wrong)) << wrong;
}

TEST(WebSocketFrames, AreThoseOfTheStandardsExamples) {
  std::string out;
  add_text_message(out, "Hello");
  EXPECT_EQ(out, "\x81\x05Hello");
  out.clear();
  add_ping(out, "Hello");
  EXPECT_EQ(out, "\x89\x05Hello");
  out.clear();
  add_text_message(out, std::string(125, 'a'));
  EXPECT_EQ(out.substr(0, 3), "\x81\x7d\x61");
  out.clear();
  add_text_message(out, std::string(256, 'a'));
  EXPECT_EQ(out.substr(0, 4), "\x81\x7e\x01\x00"s);
  EXPECT_EQ(out.size(), 4U + 256U);
  out.clear();
  add_text_message(out, std::string(65'536, 'a'));
  EXPECT_EQ(out.substr(0, 10), "\x81\x7f\x00\x00\x00\x00\x00\x01\x00\x00"s);
  out.clear();
  add_close(out, CloseCode::kNormal);
  EXPECT_EQ(out, "\x88\x02\x03\xe8");
}

TEST(WebSocketReader, AnswersAPingWithItsOwnBytesInPiecesOfAnySize) {
  const auto ping = masked(0x89, "Hello");
  EXPECT_EQ(masked(0x8A, "Hello"), "\x8a\x85\x37\xfa\x21\x3d\x7f\x9f\x4d\x51\x58")
      << "as the standard has it";
  for (std::size_t piece = 1; piece <= ping.size(); ++piece) {
    WebSocketReader reader;
    std::string said;
    for (std::size_t at = 0; at < ping.size(); at += piece) {
      const auto heard = reader.take(std::string_view(ping).substr(at, piece));
      EXPECT_FALSE(heard.over);
      said += heard.answer;
    }
    EXPECT_EQ(said, "\x8a\x05Hello") << piece;
  }
}

TEST(WebSocketReader, SeveralPingsAreAnsweredOnce) {
  WebSocketReader reader;
  const auto heard = reader.take(masked(0x89, "one") + masked(0x8A, "") + masked(0x89, "two"));
  EXPECT_EQ(heard.answer, "\x8a\x03two");
  EXPECT_TRUE(heard.alive);
}

TEST(WebSocketReader, AGoodbyeIsReturnedAndNothingIsReadBehindIt) {
  WebSocketReader reader;
  const auto heard = reader.take(masked(0x89, "x") + masked(0x88, "\x03\xe9") + masked(0x89, "y"));
  EXPECT_EQ(heard.answer, "\x8a\x01x\x88\x02\x03\xe8");
  EXPECT_TRUE(heard.over);
  EXPECT_EQ(reader.take(masked(0x89, "z")).answer, "");
}

TEST(WebSocketReader, WhatASubscriberHasNotToSayEndsTheConnectionAtItsHead) {
  struct Case {
    std::string bytes;
    std::uint16_t code;
    const char* what;
  };
  for (const auto& wrong :
       {Case{"\x81\xff", 1003, "a text of 2^63 bytes, of which none has come"},
        Case{"\x82\x85", 1003, "bytes"}, Case{"\x01\x80", 1003, "the first part of a text"},
        Case{"\x83\x80", 1002, "an opcode that there is not"},
        Case{"\x8b\x80", 1002, "a control opcode that there is not"},
        Case{"\x89\x05Hello", 1002, "without a mask"}, Case{"\xc9\x80", 1002, "a reserved bit"},
        Case{"\x09\x80", 1002, "a ping in parts"}, Case{"\x89\xfe", 1002, "a ping of more than 125 bytes"}}) {
    WebSocketReader reader;
    const auto heard = reader.take(wrong.bytes);
    EXPECT_TRUE(heard.over) << wrong.what;
    std::string expected = "\x88\x02";
    expected += static_cast<char>(wrong.code >> 8);
    expected += static_cast<char>(wrong.code & 0xFF);
    EXPECT_EQ(heard.answer, expected) << wrong.what;
  }
}

TEST(WebSocketReader, AnyBytesAreSafe) {
  std::mt19937_64 random(1);
  for (int i = 0; i < 20'000; ++i) {
    WebSocketReader reader;
    for (int part = 0; part < 4; ++part) {
      std::string bytes(random() % 40, '\0');
      for (auto& byte : bytes) byte = static_cast<char>(random());
      if (random() % 2 == 0) bytes = masked(random() % 2 == 0 ? 0x89 : 0x8A, bytes);
      EXPECT_LE(reader.take(bytes).answer.size(), 2U + 125U + 4U);
    }
  }
}

}  // namespace
}  // namespace mizan::api
