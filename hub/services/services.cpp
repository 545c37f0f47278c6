#include "services/services.hpp"

#include "services/curl_transport.hpp"
#include "services/document_transport.hpp"
#include "services/http_client.hpp"
#include "services/recording.hpp"

namespace mizan::services {
namespace {

/// Nothing that leaves it, but for what was asked for, holds a secret: every error passes the redactor.
class SourceServices final : public adapter::HostServices {
 public:
  SourceServices(ServicesConfig config, const base::Clock& clock, std::unique_ptr<Waiter> waiter)
      : config_(std::move(config)),
        clock_(clock),
        waiter_(std::move(waiter)),
        secrets_(config_.secrets, redactor_, /*stand_in=*/!config_.http.replay.empty()),
        credentials_(config_, secrets_, redactor_, clock) {}

  base::Result<> open() {
    MIZAN_TRY(secrets_.check());
    MIZAN_ASSIGN(transport_, make_transport());
    client_ = std::make_unique<HttpClient>(config_, credentials_, *transport_, clock_, *waiter_);
    return {};
  }

  base::Result<base::Secret> secret(std::string_view name) override {
    auto secret = secrets_.read(name);
    if (!secret) return redactor_.clean(secret.error());
    return secret;
  }

  base::Micros now() override { return clock_.now(); }

  base::Result<adapter::HttpResponse> fetch(const adapter::HttpRequest& request,
                                            const adapter::StopRequest& stop) override {
    auto response = client_->fetch(request, stop);
    if (!response) return redactor_.clean(response.error());
    return response;
  }

 private:
  base::Result<std::unique_ptr<Transport>> make_transport() {
    const auto& http = config_.http;
    if (!http.replay.empty()) return ReplayTransport::open(http.replay);
    if (!http.documents.empty())
      return std::unique_ptr<Transport>(std::make_unique<DocumentTransport>(http.documents));
    const auto* proxy = http.proxy_credential.empty() ? nullptr : credentials_.find(http.proxy_credential);
    const auto* user = proxy == nullptr ? nullptr : std::get_if<BasicCredential>(proxy);
    std::unique_ptr<Transport> network = std::make_unique<CurlTransport>(http, user, secrets_);
    if (http.record.empty()) return network;
    return RecordingTransport::open(http.record, std::move(network), redactor_);
  }

  ServicesConfig config_;
  const base::Clock& clock_;
  std::unique_ptr<Waiter> waiter_;
  Redactor redactor_;
  SecretStore secrets_;
  Credentials credentials_;
  std::unique_ptr<Transport> transport_;
  std::unique_ptr<HttpClient> client_;
};

}  // namespace

base::Result<std::unique_ptr<adapter::HostServices>> open_services(ServicesConfig config,
                                                                   const base::Clock& clock,
                                                                   std::unique_ptr<Waiter> waiter) {
  MIZAN_TRY(check_config(config));
  if (!waiter) waiter = std::make_unique<SystemWaiter>();
  auto services = std::make_unique<SourceServices>(std::move(config), clock, std::move(waiter));
  MIZAN_TRY(services->open());
  return std::unique_ptr<adapter::HostServices>(std::move(services));
}

}  // namespace mizan::services
