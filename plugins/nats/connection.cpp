#include "connection.hpp"

#include <fmt/format.h>

#include <fstream>
#include <iterator>

namespace mizan::nats {
namespace {

constexpr int kForEver = -1;
constexpr std::int64_t kReconnectMs = 250;
constexpr std::int64_t kConnectMs = 2'000;
constexpr std::int64_t kDuplicatesNs = 600'000'000'000;  // ten minutes, for a hub that was down for a while

void require(natsStatus status, const char* what) {
  if (status != NATS_OK) throw refusal_of(status, {}, what);
}

struct DestroyOptions {
  void operator()(natsOptions* options) const { natsOptions_Destroy(options); }
};
struct DestroyMessage {
  void operator()(natsMsg* message) const { natsMsg_Destroy(message); }
};
struct DestroyInfo {
  void operator()(jsStreamInfo* info) const { jsStreamInfo_Destroy(info); }
};

}  // namespace

sdk::Error refusal_of(natsStatus status, jsErrCode code, const std::string& what) {
  const auto text = fmt::format("{}: {}{}", what, natsStatus_GetText(status),
                                code == 0 ? std::string() : fmt::format(" (JetStream error {})", int{code}));
  switch (status) {
    case NATS_CONNECTION_AUTH_FAILED:
    case NATS_NOT_PERMITTED:
      return {MIZAN_E_AUTH, text};
    case NATS_INVALID_SUBJECT:
    case NATS_INVALID_ARG:
    case NATS_ADDRESS_MISSING:
    case NATS_SSL_ERROR:
    case NATS_SECURE_CONNECTION_REQUIRED:
    case NATS_SECURE_CONNECTION_WANTED:
      return {MIZAN_E_CONFIG, text};
    case NATS_MAX_PAYLOAD:
      return {MIZAN_E_DATA, text};
    case NATS_NO_RESPONDERS:  // the library takes it for no JetStream, but a stream without a leader is
                              // silent too
      return {MIZAN_E_TRANSIENT, text};
    default:
      break;
  }
  switch (code) {
    case JSNotEnabledErr:
    case JSNotEnabledForAccountErr:
    case JSStreamNotMatchErr:
      return {MIZAN_E_CONFIG, text};
    case JSStreamMessageExceedsMaximumErr:
      return {MIZAN_E_DATA, text};
    default:
      return {MIZAN_E_TRANSIENT, text};
  }
}

void Connection::show_identity(natsOptions* options) {
  if (!settings_.user.empty())
    require(natsOptions_SetUserInfo(options, settings_.user.c_str(), shown_->password.c_str()), "user");
  if (!shown_->token.empty()) require(natsOptions_SetToken(options, shown_->token.c_str()), "token_secret");
  if (!shown_->user.jwt.empty()) require(show(options, shown_->user), "credentials_secret");
}

// Under tls:// a server must be the one that it is called, and vouched for.
void Connection::protect(natsOptions* options) const {
  if (!settings_.ca_file.empty())
    require(natsOptions_LoadCATrustedCertificates(options, settings_.ca_file.c_str()), "ca_file");
  if (settings_.certificate_file.empty()) return;
  std::ifstream in(settings_.certificate_file, std::ios::binary);
  const std::string chain(std::istreambuf_iterator<char>(in), {});
  require(natsOptions_SetCertificatesChain(options, chain.c_str(), shown_->key.c_str()),
          "certificate_file and key_secret");
}

void Connection::connect() {
  natsOptions* made = nullptr;
  require(natsOptions_Create(&made), "NATS cannot be used");
  const std::unique_ptr<natsOptions, DestroyOptions> options(made);
  std::vector<const char*> servers;
  for (const auto& each : settings_.servers) servers.push_back(each.c_str());
  require(natsOptions_SetServers(made, servers.data(), static_cast<int>(servers.size())), "servers");
  natsOptions_SetName(made, "mizan");
  natsOptions_SetTimeout(made, kConnectMs);
  natsOptions_SetMaxReconnect(made, kForEver);
  natsOptions_SetReconnectWait(made, kReconnectMs);
  protect(made);
  show_identity(made);
  natsConnection* connection = nullptr;
  require(natsConnection_Connect(&connection, made), "no server of the cluster takes the connection");
  connection_.reset(connection);
}

Connection Connection::open(const Settings& settings, Credentials credentials) {
  Connection connection(settings, std::move(credentials));
  connection.connect();
  jsOptions options;
  jsOptions_Init(&options);
  options.Wait = settings.wait_ms;
  jsCtx* stream = nullptr;
  require(natsConnection_JetStream(&stream, connection.connection_.get(), &options), "JetStream");
  connection.stream_.reset(stream);
  if (settings.replicas > 0) connection.make_stream();
  return connection;
}

// A message that may not be published is answered by nobody: what the server said of it stands at the
// connection.
sdk::Error Connection::refused(natsStatus status, jsErrCode code, const std::string& what) const {
  const char* said = nullptr;
  if (status == NATS_TIMEOUT && natsConnection_GetLastError(connection_.get(), &said) == NATS_NOT_PERMITTED)
    return refusal_of(NATS_NOT_PERMITTED, code, what);
  return refusal_of(status, code, what);
}

// One that is there is left as it is.
void Connection::make_stream() {
  jsStreamInfo* info = nullptr;
  jsErrCode code{};
  const auto found = js_GetStreamInfo(&info, stream_.get(), settings_.stream.c_str(), nullptr, &code);
  const std::unique_ptr<jsStreamInfo, DestroyInfo> there(info);
  if (found == NATS_OK) return;
  if (found != NATS_NOT_FOUND && code != JSStreamNotFoundErr)
    throw refused(found, code, "the stream \"" + settings_.stream + "\"");
  jsStreamConfig config;
  jsStreamConfig_Init(&config);
  const auto all = settings_.subject + ".>";
  const char* subjects[] = {all.c_str()};
  config.Name = settings_.stream.c_str();
  config.Subjects = subjects;
  config.SubjectsLen = 1;
  config.Replicas = settings_.replicas;
  config.Duplicates = kDuplicatesNs;
  const auto made = js_AddStream(nullptr, stream_.get(), &config, nullptr, &code);
  if (made != NATS_OK) throw refused(made, code, "the stream \"" + settings_.stream + "\" cannot be made");
}

void Connection::check_stream() {
  jsStreamInfo* info = nullptr;
  jsErrCode code{};
  const auto found = js_GetStreamInfo(&info, stream_.get(), settings_.stream.c_str(), nullptr, &code);
  const std::unique_ptr<jsStreamInfo, DestroyInfo> there(info);
  if (found == NATS_NOT_FOUND)
    throw sdk::Error(MIZAN_E_TRANSIENT,
                     fmt::format("there is no stream \"{}\": make it for {}.>, or set replicas",
                                 settings_.stream, settings_.subject));
  if (found != NATS_OK) throw refused(found, code, "the stream \"" + settings_.stream + "\"");
}

void Connection::publish(const std::string& subject, const std::string& id, std::string_view type,
                         std::string_view body) {
  natsMsg* made = nullptr;
  require(natsMsg_Create(&made, subject.c_str(), nullptr, body.data(), static_cast<int>(body.size())),
          "an event");
  const std::unique_ptr<natsMsg, DestroyMessage> message(made);
  require(natsMsgHeader_Set(made, "Content-Type", "application/cloudevents+json"), "an event");
  require(natsMsgHeader_Set(made, "ce-type", std::string(type).c_str()), "an event");
  jsPubOptions options;
  jsPubOptions_Init(&options);
  options.MaxWait = settings_.wait_ms;
  options.MsgId = id.c_str();
  options.ExpectStream = settings_.stream.c_str();
  jsErrCode code{};
  const auto status = js_PublishMsg(nullptr, stream_.get(), made, &options, &code);
  if (status != NATS_OK) throw refused(status, code, "event " + id + " is not kept");
}

}  // namespace mizan::nats
