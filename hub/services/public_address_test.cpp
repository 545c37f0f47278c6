// Which addresses are of the public internet, by RFC 6890 and its registry.
#include "services/public_address.hpp"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>

#include <cstring>
#include <string>

namespace mizan::services {
namespace {

bool public_address(const std::string& text) {
  // As the caller has it: room for any family.
  union {
    sockaddr any;
    sockaddr_in four;
    sockaddr_in6 six;
  } address{};
  if (inet_pton(AF_INET, text.c_str(), &address.four.sin_addr) == 1) {
    address.four.sin_family = AF_INET;
  } else {
    EXPECT_EQ(inet_pton(AF_INET6, text.c_str(), &address.six.sin6_addr), 1) << text;
    address.six.sin6_family = AF_INET6;
  }
  return is_public(address.any);
}

TEST(PublicAddress, OwnLocalAndReservedNetworksAreNot) {
  for (const auto* text :
       {"0.0.0.0",      "10.0.0.1",    "10.255.255.255",   "100.64.0.1",      "100.127.255.255",
        "127.0.0.1",    "127.8.8.8",   "169.254.169.254",  "172.16.0.1",      "172.31.255.255",
        "192.0.0.8",    "192.0.2.1",   "192.168.1.1",      "198.18.0.1",      "198.19.255.255",
        "198.51.100.7", "203.0.113.9", "224.0.0.1",        "240.0.0.1",       "255.255.255.255",
        "::",           "::1",         "::ffff:127.0.0.1", "::ffff:10.1.2.3", "64:ff9b::a00:1",
        "2002:a00:1::", "2001:db8::1", "2001:0:1::1",      "fe80::1",         "fc00::1",
        "fd12:3456::1", "ff02::1"})
    EXPECT_FALSE(public_address(text)) << text;
}

TEST(PublicAddress, TheirNeighboursAre) {
  for (const auto* text :
       {"1.1.1.1",         "9.255.255.255",    "11.0.0.0",        "100.63.255.255",  "100.128.0.0",
        "126.255.255.255", "128.0.0.1",        "169.253.255.255", "172.15.255.255",  "172.32.0.0",
        "192.167.255.255", "192.169.0.0",      "198.17.255.255",  "198.20.0.0",      "223.255.255.255",
        "::ffff:8.8.8.8",  "64:ff9b::808:808", "2002:808:808::",  "2606:4700::1111", "2a00:1450::1"})
    EXPECT_TRUE(public_address(text)) << text;
}

TEST(PublicAddress, AnotherFamilyIsNot) {
  sockaddr address{};
  address.sa_family = AF_UNIX;
  EXPECT_FALSE(is_public(address));
}

}  // namespace
}  // namespace mizan::services
