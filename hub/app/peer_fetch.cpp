#include "app/peer_fetch.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/json.hpp"
#include "services/services.hpp"

namespace mizan::app {
namespace {

std::string header(const adapter::HttpResponse& response, std::string_view name) {
  for (const auto& [key, value] : response.headers)
    if (key == name) return value;
  return {};
}

// ETag without quotes; "" where it is no name of a version.
std::string version_in(const adapter::HttpResponse& response) {
  auto tag = header(response, "etag");
  if (tag.starts_with("W/")) tag.erase(0, 2);
  if (tag.size() < 3 || tag.size() > 130 || tag.front() != '"' || tag.back() != '"') return {};
  tag = tag.substr(1, tag.size() - 2);
  const bool plain = std::all_of(tag.begin(), tag.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || c == '-';
  });
  return plain ? tag : std::string();
}

// The last line of cells says how many there were.
bool is_whole(std::string_view text) {
  if (!text.ends_with('\n')) return false;
  const auto end = text.size() - 1;
  const auto line = end == 0 ? std::string_view::npos : text.rfind('\n', end - 1);
  return text.substr(line == std::string_view::npos ? 0 : line + 1).starts_with("{\"lines\":");
}

// What an answer that is no 200 says of itself.
std::string said(const adapter::HttpResponse& response) {
  const auto json = base::parse_json(std::string_view(response.body).substr(0, 4'096));
  const auto detail = json.is_object() && json.contains("detail") && json["detail"].is_string()
                          ? json["detail"].get<std::string>()
                          : std::string();
  return detail.empty() ? fmt::format("status {}", response.status)
                        : fmt::format("status {}, {}", response.status, detail.substr(0, 300));
}

}  // namespace

base::Error PeerFetch::wrong(std::string_view what) const {
  return {base::Code::kData, fmt::format("{}: {}/v1/cells: {}", peer_.name, peer_.url, what)};
}

base::Result<adapter::HttpResponse> PeerFetch::ask(const std::string& query, const std::string& held,
                                                   const adapter::StopRequest& stop) {
  adapter::HttpRequest request;
  request.url = peer_.url + "/v1/cells" + query;
  request.credential = peer_.credential;
  if (!held.empty()) request.headers.emplace_back("If-None-Match", "\"" + held + "\"");
  auto response = services_->fetch(request, stop);
  if (!response) return base::within(peer_.name, response.error());
  if (response->status == 410)
    return base::Error{base::Code::kTransient,
                       fmt::format("{}: its cells became others while they were read", peer_.name)};
  if (response->status != 200 && (held.empty() || response->status != 304)) return wrong(said(*response));
  return response;
}

base::Result<std::string> PeerFetch::rest_of(std::string text, const std::string& version,
                                             const adapter::StopRequest& stop) {
  const auto most = static_cast<std::size_t>(peer_.most_mib) << 20U;
  while (!is_whole(text)) {
    if (text.size() > most)
      return wrong(fmt::format("they are larger than {} MiB (most_mib of {})", peer_.most_mib,
                               peer_.file.filename().string()));
    MIZAN_ASSIGN(const auto page, ask(fmt::format("?version={}&from={}", version, text.size()), {}, stop));
    if (version_in(page) != version) return wrong("a page is of another version than the one before");
    if (page.body.empty()) return wrong("they end before their last line");
    text += page.body;
  }
  return text;
}

base::Result<bool> PeerFetch::once(const adapter::StopRequest& stop) {
  const auto state = kept_.state();
  MIZAN_ASSIGN(auto first, ask("", state.version, stop));
  if (first.status == 304) {
    MIZAN_TRY(kept_.confirm(services_->now()));
    return false;
  }
  const auto version = version_in(first);
  // Something else that answers here need not be read to its end.
  if (version.empty() || !first.body.starts_with("{\"v\":"))
    return wrong("what answers there gives no KPI cells");
  MIZAN_ASSIGN(const auto text, rest_of(std::move(first.body), version, stop));
  MIZAN_ASSIGN(const auto cells, merge::read_snapshot(text, peer_.url + "/v1/cells"));
  MIZAN_TRY(check_cells(cells, peer_, state, definitions_));
  MIZAN_TRY(kept_.keep(text, {version, cells.epoch, cells.known_at, services_->now()}));
  return true;
}

base::Result<PeerFetch> open_peer(const PeerConfig& peer, const std::filesystem::path& folder,
                                  const std::vector<kpi::Definition>& definitions, const base::Clock& clock) {
  auto services = services::open_services(peer.services, clock);
  if (!services) return base::within(peer.file.string(), services.error());
  return PeerFetch(peer, PeerCells(folder, peer.name), definitions, std::move(*services));
}

}  // namespace mizan::app
