#pragma once
#include <memory>

#include "services/config.hpp"
#include "services/secret_store.hpp"
#include "services/transport.hpp"

namespace mizan::services {

/// The network, by libcurl: TLS always verified, limits checked while bytes arrive, one pool of connections.
/// Nothing of the environment (proxies, .netrc) is taken.
class CurlTransport final : public Transport {
 public:
  /// `config` and `secrets` must outlive it; proxy_credential is the proxy's, or null.
  CurlTransport(const HttpConfig& config, const BasicCredential* proxy_credential,
                const SecretStore& secrets);
  ~CurlTransport() override;
  CurlTransport(const CurlTransport&) = delete;
  CurlTransport& operator=(const CurlTransport&) = delete;

  Try send(const WireRequest& request, const adapter::StopRequest& stop) override;

 private:
  struct Handles;
  struct Transfer;

  base::Result<> set_up(const WireRequest& request, Transfer& transfer);
  base::Result<> set_proxy(Transfer& transfer);
  Try outcome(int code, Transfer& transfer, const WireRequest& request) const;

  const HttpConfig& config_;
  const BasicCredential* proxy_credential_;
  const SecretStore& secrets_;
  std::unique_ptr<Handles> handles_;
};

}  // namespace mizan::services
