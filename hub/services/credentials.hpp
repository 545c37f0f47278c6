#pragma once
#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "services/config.hpp"
#include "services/secret_store.hpp"
#include "services/transport.hpp"

namespace mizan::services {

/// The token endpoint's reply, or the policy of its refusal; asks with the client's retries and limits.
using AskForToken = std::function<base::Result<WireReply>(const WireRequest&)>;

/// What the credentials of one source add to its requests. OAuth 2.0 tokens are kept until shortly before
/// they expire. One thread.
class Credentials {
 public:
  Credentials(const ServicesConfig& config, const SecretStore& secrets, Redactor& redactor,
              const base::Clock& clock);

  /// Null if there is none of that name.
  const Credential* find(std::string_view name) const;
  /// The parameter of the address that it adds; "" if it adds none.
  std::string parameter(std::string_view name) const;

  /// kConfig: a secret is not there, or cannot stand in a header. Else what the token endpoint answered.
  base::Result<Attachment> attach(std::string_view name, const AskForToken& ask);

  /// The credential was refused (401): true if another try may fare better, for its token is fetched anew.
  bool renew(std::string_view name);

 private:
  struct Token {
    base::Secret value;
    base::Micros expires = 0;
  };

  base::Result<base::Secret> token(const std::string& name, const OAuth2Credential& credential,
                                   const AskForToken& ask);
  base::Result<WireRequest> token_request(const OAuth2Credential& credential) const;
  base::Result<Token> read_token(const std::string& name, const WireReply& reply) const;

  const ServicesConfig& config_;
  const SecretStore& secrets_;
  Redactor& redactor_;
  const base::Clock& clock_;
  std::map<std::string, Token, std::less<>> tokens_;
};

}  // namespace mizan::services
