#include "credentials.hpp"

#include <algorithm>
#include <cstring>
#include <mizan/sdk/error.hpp>

namespace mizan::nats {
namespace {

// The text between the line that has `begin` and the next line of dashes, without blanks and line breaks.
std::string between(const std::string& text, const char* begin) {
  const auto head = text.find(begin);
  const auto from = head == std::string::npos ? head : text.find('\n', head);
  const auto to = from == std::string::npos ? from : text.find("\n---", from + 1);
  if (to == std::string::npos)
    throw sdk::Error(MIZAN_E_CONFIG,
                     "the secret that credentials_secret names is no file of credentials, as nsc writes it");
  auto part = text.substr(from, to - from);
  part.erase(std::remove_if(part.begin(), part.end(), [](unsigned char c) { return c <= ' '; }), part.end());
  return part;
}

// Called by the library from its own thread, whenever it connects; it frees what it is given.
natsStatus give_jwt(char** jwt, char**, void* key) {
  *jwt = strdup(static_cast<UserKey*>(key)->jwt.c_str());
  return *jwt == nullptr ? NATS_NO_MEMORY : NATS_OK;
}

natsStatus sign(char**, unsigned char** signature, int* length, const char* nonce, void* key) {
  return nats_Sign(static_cast<UserKey*>(key)->seed.c_str(), nonce, signature, length);
}

}  // namespace

UserKey read_credentials(const std::string& text) {
  return {between(text, "BEGIN NATS USER JWT"), between(text, "BEGIN USER NKEY SEED")};
}

natsStatus show(natsOptions* options, UserKey& key) {
  return natsOptions_SetUserCredentialsCallbacks(options, give_jwt, &key, sign, &key);
}

}  // namespace mizan::nats
