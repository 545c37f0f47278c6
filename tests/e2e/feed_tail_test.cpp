// `mizan feed tail` against a hub that is cut off at the worst moment. The hub here is a socket of the
// test's.
#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "support/hub_folder.hpp"

namespace mizan::test {
namespace {

/// Takes one connection after the other; each is told what the test says, and cut.
class CutOffHub {
 public:
  CutOffHub() : listener_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    EXPECT_EQ(bind(listener_, reinterpret_cast<sockaddr*>(&address), size), 0);
    EXPECT_EQ(getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size), 0);
    EXPECT_EQ(listen(listener_, 8), 0);
    url_ = "http://127.0.0.1:" + std::to_string(ntohs(address.sin_port));
  }
  ~CutOffHub() { close(listener_); }
  CutOffHub(const CutOffHub&) = delete;
  CutOffHub& operator=(const CutOffHub&) = delete;

  const std::string& url() const { return url_; }

  /// The target of the next request, which is answered with these frames. "" if none comes within a minute.
  std::string serve(const std::string& frames) const {
    pollfd coming{listener_, POLLIN, 0};
    if (poll(&coming, 1, 60'000) != 1) return "";
    const int fd = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    std::string request;
    char buffer[4096];
    while (request.find("\r\n\r\n") == std::string::npos) {
      const auto n = read(fd, buffer, sizeof buffer);
      if (n <= 0) break;
      request.append(buffer, static_cast<std::size_t>(n));
    }
    const auto answer = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n" + frames;
    EXPECT_EQ(write(fd, answer.data(), answer.size()), static_cast<ssize_t>(answer.size()));
    close(fd);
    return request.substr(4, request.find(" HTTP") - 4);
  }

 private:
  int listener_;
  std::string url_;
};

std::string event(const std::string& cursor, int number) {
  return "id: " + cursor + "\ndata: {\"id\":\"e-" + std::to_string(number) + "\",\"data\":{}}\n\n";
}

TEST(FeedTail, GoesOnBehindTheLastWholeEventHoweverEarlyItIsCut) {
  const CutOffHub hub;
  Program tail(
      {mizan_program().string(), "--format", "json", "feed", "tail", "--url", hub.url(), "--count", "2"});
  EXPECT_EQ(hub.serve("id: place\n\n"), "/v1/feed?from=now");
  EXPECT_EQ(hub.serve(event("first", 1) + "id: half\ndata: {\"id\":\"e-2\""), "/v1/feed?from=place")
      << "no event came, but it was told where it stood";
  EXPECT_EQ(hub.serve(event("second", 2)), "/v1/feed?from=first") << "half an event is none";
  const auto ended = tail.wait();
  EXPECT_TRUE(ended.ok()) << ended.story();
  EXPECT_EQ(ended.out, "{\"id\":\"e-1\",\"data\":{}}\n{\"id\":\"e-2\",\"data\":{}}\n");
}

}  // namespace
}  // namespace mizan::test
