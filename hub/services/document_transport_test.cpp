#include "services/document_transport.hpp"

#include <gtest/gtest.h>

namespace mizan::services {
namespace {

class Never final : public adapter::StopRequest {
 public:
  bool stopped() const override { return false; }
};

std::string body(DocumentTransport& transport, const char* url) {
  return transport.send({"GET", *Url::parse(url)}, Never()).reply->body;
}

TEST(DocumentTransport, APathIsAnsweredOnceWhateverElseTheAddressSays) {
  DocumentTransport transport({{"/cases", "[1]"}, {"/accused", "[2]"}});
  EXPECT_EQ(body(transport, "https://mapping.test/cases?page=1&size=100"), "[1]");
  EXPECT_EQ(body(transport, "https://mapping.test/cases?page=2&size=100"), "{}") << "the list has ended";
  EXPECT_EQ(body(transport, "https://mapping.test/accused"), "[2]");
  EXPECT_EQ(body(transport, "https://mapping.test/hearings"), "{}");
}

}  // namespace
}  // namespace mizan::services
