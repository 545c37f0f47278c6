#include "services/recording.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>

#include "services/recorded_exchange.hpp"

namespace mizan::services {
namespace fs = std::filesystem;
namespace {

std::vector<fs::path> exchanges(const fs::path& folder) {
  std::vector<fs::path> found;
  std::error_code failed;
  for (const auto& entry : fs::directory_iterator(folder, failed))
    if (entry.path().extension() == ".json") found.push_back(entry.path());
  std::sort(found.begin(), found.end());
  return found;
}

base::Result<> write_private(const fs::path& path, std::string_view text) {
  const auto fail = [&] {
    return base::Error{base::Code::kConfig,
                       fmt::format("http.record: {}: {}", path.string(), std::strerror(errno))};
  };
  const int file = open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (file < 0) return fail();
  while (!text.empty()) {
    const auto wrote = write(file, text.data(), text.size());
    if (wrote < 0 && errno != EINTR) {
      auto error = fail();
      close(file);
      return error;
    }
    if (wrote > 0) text.remove_prefix(static_cast<std::size_t>(wrote));
  }
  if (close(file) != 0) return fail();
  return {};
}

}  // namespace

base::Result<std::unique_ptr<Transport>> RecordingTransport::open(fs::path folder,
                                                                  std::unique_ptr<Transport> inner,
                                                                  const Redactor& redactor) {
  std::error_code failed;
  if (fs::create_directories(folder, failed)) fs::permissions(folder, fs::perms::owner_all, failed);
  if (failed || !fs::is_directory(folder, failed)) {
    return base::Error{base::Code::kConfig,
                       fmt::format("http.record: {} cannot be made: {}", folder.string(), failed.message())};
  }
  const auto there = exchanges(folder);
  const int last = there.empty() ? 0 : std::atoi(there.back().stem().c_str());
  return std::unique_ptr<Transport>(
      new RecordingTransport(std::move(folder), std::move(inner), redactor, last + 1));
}

Try RecordingTransport::send(const WireRequest& request, const adapter::StopRequest& stop) {
  auto tried = inner_->send(request, stop);
  const bool stopped = !tried.reply && tried.reply.error().code == base::Code::kCancelled;
  if (stopped || !request.secret_body.empty()) return tried;
  if (const auto written = write(request, tried); !written) return {written.error()};
  return tried;
}

base::Result<> RecordingTransport::write(const WireRequest& request, const Try& tried) {
  return write_private(folder_ / fmt::format("{:06}.json", next_++),
                       write_exchange(request, tried, redactor_));
}

base::Result<std::unique_ptr<Transport>> ReplayTransport::open(const fs::path& folder) {
  auto transport = std::make_unique<ReplayTransport>();
  const auto files = exchanges(folder);
  if (files.empty()) {
    return base::Error{base::Code::kConfig,
                       fmt::format("http.replay: {} holds no recorded exchange", folder.string())};
  }
  for (const auto& file : files) {
    std::ifstream in(file, std::ios::binary);
    const std::string text(std::istreambuf_iterator<char>(in), {});
    auto exchange = read_exchange(text);
    if (!exchange) return base::within("http.replay: " + file.string(), exchange.error());
    transport->replies_[exchange->key].tries.push_back(std::move(exchange->tried));
  }
  return std::unique_ptr<Transport>(std::move(transport));
}

Try ReplayTransport::send(const WireRequest& request, const adapter::StopRequest&) {
  // Nothing was recorded of a token endpoint, and no token is needed here.
  if (!request.secret_body.empty()) return {WireReply{200, {}, R"({"access_token": "replayed"})"}};
  const auto found = replies_.find(exchange_key(request.method, request.url.text(), request.body));
  if (found == replies_.end()) {
    return {base::Error{base::Code::kConfig, fmt::format("http.replay: no reply was recorded to {} {}",
                                                         request.method, request.url.shown())}};
  }
  auto& replies = found->second;
  const auto at = std::min(replies.next, replies.tries.size() - 1);
  ++replies.next;
  return replies.tries[at];
}

}  // namespace mizan::services
