// Many subscribers at once, in one thread, to whatever server: each says its hello, and looks for `"sent":`
// and 16 digits in what it hears, which is when the message was sent, in microseconds.
//
//   mizan_fan_out_client PORT CONNECTIONS SLOW HELLO WELCOME
//
// HELLO is what each says first (\r and \n as escapes), WELCOME a word of the answer to it. The last SLOW of
// them take nothing after that. It prints `connected`; then for each line `COUNT` of standard input it waits
// until every other one has heard so many messages more, or nothing has come for 20 s, and prints one JSON
// object.
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <string>
#include <string_view>
#include <vector>

namespace {

constexpr std::string_view kMark = "\"sent\":";
constexpr std::size_t kDigits = 16;
constexpr auto kSilence = std::chrono::seconds(20);

std::int64_t micros_now() {
  return std::chrono::duration_cast<std::chrono::microseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

[[noreturn]] void fail(const char* what) {
  std::perror(what);
  std::exit(1);
}

std::string unescaped(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\' || i + 1 == text.size()) {
      out += text[i];
      continue;
    }
    ++i;
    out += text[i] == 'r' ? '\r' : text[i] == 'n' ? '\n' : text[i];
  }
  return out;
}

struct Subscriber {
  int socket = -1;
  std::string rest;  // what a message may begin in
  std::size_t heard = 0;
};

class Crowd {
 public:
  Crowd(std::uint16_t port, std::size_t size, std::size_t slow) : port_(port), slow_(slow), all_(size) {
    rlimit files{};
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
    epoll_ = epoll_create1(0);
    if (epoll_ < 0) fail("epoll");
  }

  void join(const std::string& hello, const std::string& welcome) {
    for (auto& each : all_) {
      each.socket = connected();
      if (send(each.socket, hello.data(), hello.size(), 0) != static_cast<ssize_t>(hello.size()))
        fail("hello");
      await(each, welcome);
    }
    for (std::size_t i = 0; i + slow_ < all_.size(); ++i) watch(i);
  }

  /// Until everybody who listens has heard so many more.
  void hear(std::size_t count) {
    const auto listeners = all_.size() - slow_;
    for (auto& each : all_) each.heard = 0;
    latencies_.clear();
    latencies_.reserve(listeners * count);
    first_ = last_ = 0;
    auto quiet = std::chrono::steady_clock::now();
    while (latencies_.size() < listeners * count && std::chrono::steady_clock::now() - quiet < kSilence) {
      epoll_event events[512];
      const int n = epoll_wait(epoll_, events, 512, 1'000);
      if (n > 0) quiet = std::chrono::steady_clock::now();
      for (int i = 0; i < n; ++i) take(all_[events[i].data.u64]);
    }
    report(count);
  }

 private:
  int connected() const {
    const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(port_);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (fd < 0 || connect(fd, reinterpret_cast<const sockaddr*>(&to), sizeof to) != 0) fail("connect");
    return fd;
  }

  void await(Subscriber& each, const std::string& welcome) const {
    char bytes[4'096];
    while (each.rest.find(welcome) == std::string::npos) {
      const auto n = recv(each.socket, bytes, sizeof bytes, 0);
      if (n <= 0) fail(("welcome: " + each.rest).c_str());
      each.rest.append(bytes, static_cast<std::size_t>(n));
    }
    each.rest.clear();
  }

  void watch(std::size_t i) const {
    fcntl(all_[i].socket, F_SETFL, O_NONBLOCK);
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.u64 = i;
    if (epoll_ctl(epoll_, EPOLL_CTL_ADD, all_[i].socket, &event) != 0) fail("epoll_ctl");
  }

  void take(Subscriber& each) {
    static std::vector<char> bytes(1 << 18);
    const auto n = recv(each.socket, bytes.data(), bytes.size(), 0);
    if (n == 0) fail("a subscriber was sent away");
    if (n < 0) return;
    const auto now = micros_now();
    std::string_view text(bytes.data(), static_cast<std::size_t>(n));
    if (!each.rest.empty()) {
      each.rest.append(text);
      text = each.rest;
    }
    std::size_t from = 0;
    for (auto at = text.find(kMark); at != std::string_view::npos; at = text.find(kMark, from)) {
      const auto* digits = text.data() + at + kMark.size();
      if (text.size() - at < kMark.size() + kDigits) break;
      std::int64_t sent = 0;
      std::from_chars(digits, digits + kDigits, sent);
      note(each, sent, now);
      from = at + kMark.size() + kDigits;
    }
    const auto keep = std::max(from, text.size() - std::min(text.size(), kMark.size() + kDigits - 1));
    each.rest = std::string(text.substr(keep));
  }

  void note(Subscriber& each, std::int64_t sent, std::int64_t now) {
    ++each.heard;
    latencies_.push_back(static_cast<std::int32_t>(now - sent));
    first_ = first_ == 0 ? sent : std::min(first_, sent);
    last_ = now;
  }

  void report(std::size_t count) {
    const auto quantile = [&](double q) {
      if (latencies_.empty()) return 0;
      const auto at = static_cast<std::size_t>(q * static_cast<double>(latencies_.size() - 1));
      std::nth_element(latencies_.begin(), latencies_.begin() + static_cast<long>(at), latencies_.end());
      return latencies_[at];
    };
    const auto listeners = all_.size() - slow_;
    const auto whole =
        std::count_if(all_.begin(), all_.end(), [&](const auto& each) { return each.heard == count; });
    std::printf(
        "{\"listeners\": %zu, \"whole\": %ld, \"messages\": %zu, \"seconds\": %.3f, \"p50_us\": %d, "
        "\"p99_us\": %d, "
        "\"max_us\": %d}\n",
        listeners, static_cast<long>(whole), latencies_.size(), static_cast<double>(last_ - first_) / 1e6,
        quantile(0.5), quantile(0.99), quantile(1));
    std::fflush(stdout);
  }

  std::uint16_t port_;
  std::size_t slow_;
  std::vector<Subscriber> all_;
  int epoll_ = -1;
  std::vector<std::int32_t> latencies_;
  std::int64_t first_ = 0;
  std::int64_t last_ = 0;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc != 6) return 2;
  const auto number = [&](int i) { return std::strtoul(argv[i], nullptr, 10); };
  Crowd crowd(static_cast<std::uint16_t>(number(1)), number(2), number(3));
  crowd.join(unescaped(argv[4]), unescaped(argv[5]));
  std::cout << "connected" << std::endl;
  for (std::size_t count = 0; std::cin >> count;) crowd.hear(count);
}
