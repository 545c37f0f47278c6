// The API under TLS, by clients that are not ours: curl, openssl and python. Certificates are made for each
// run.
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/stat.h>

#include <fstream>
#include <optional>

#include "support/hub_folder.hpp"

namespace mizan::test {
namespace {
namespace fs = std::filesystem;

/// Authorities and what they sign, in a folder.
class Certificates {
 public:
  explicit Certificates(fs::path folder) : folder_(std::move(folder)) { fs::create_directories(folder_); }

  std::string file(const std::string& name) const { return (folder_ / name).string(); }

  void authority(const std::string& name) const {
    openssl("req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj '/CN=" + name +
            "' -keyout " + file(name + ".key") + " -out " + file(name + ".pem"));
  }
  /// NAME.pem and NAME.key; `names`: "IP:127.0.0.1" or "DNS:…".
  void sign(const std::string& name, const std::string& names, const std::string& by) const {
    std::ofstream(file("extensions")) << "subjectAltName=" << names << "\n";
    openssl("req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj '/CN=" + name + "' -keyout " +
            file(name + ".key") + " -out " + file(name + ".csr"));
    openssl("x509 -req -days 2 -in " + file(name + ".csr") + " -CA " + file(by + ".pem") + " -CAkey " +
            file(by + ".key") + " -CAcreateserial -extfile " + file("extensions") + " -out " +
            file(name + ".pem"));
  }

  /// BY.crl: these are no longer what they say.
  void take_back(const std::vector<std::string>& names, const std::string& by) const {
    std::ofstream(file("list.txt")).flush();
    std::ofstream(file("list.cnf")) << "[ca]\ndefault_ca = it\n[it]\ndatabase = " << file("list.txt")
                                    << "\ndefault_md = sha256\ndefault_crl_days = 2\n";
    const auto ca =
        "ca -config " + file("list.cnf") + " -cert " + file(by + ".pem") + " -keyfile " + file(by + ".key");
    for (const auto& name : names) openssl(ca + " -revoke " + file(name + ".pem"));
    openssl(ca + " -gencrl -out " + file("new.crl"));
    fs::rename(file("new.crl"), file(by + ".crl"));
  }

 private:
  static void openssl(const std::string& words) {
    const auto made = run({"/bin/sh", "-c", "openssl " + words});
    ASSERT_TRUE(made.ok()) << made.story();
  }

  fs::path folder_;
};

class TlsTest : public ::testing::Test {
 protected:
  TlsTest() : made_(hub_.path() / "tls") {
    made_.authority("ca");
    made_.authority("clients");
    made_.sign("hub", "IP:127.0.0.1,DNS:localhost", "ca");
    hub_.ask_for_tokens();
  }

  void listen(const std::string& more = "") {
    hub_.configure("[listen]\nport = " + port_ +
                   "\n[listen.tls]\ncertificate = \"tls/hub.pem\"\nkey = \"tls/hub.key\"\n" + more);
  }
  void start() {
    hub_.mizan({"ingest"}, 3);  // there are no data
    // In a terminal SIGHUP would end it.
    std::vector<std::string> words = {"/bin/sh", "-c", "exec \"$0\" \"$@\" </dev/null"};
    for (auto& word : hub_.command({"run"})) words.push_back(word);
    service_.emplace(words);
    ASSERT_NE(service_->err_line_with("serving on https://127.0.0.1:" + port_), "");
  }
  std::string url(const std::string& target) const { return "https://127.0.0.1:" + port_ + target; }

  Ended curl(const std::vector<std::string>& more, const std::string& target = "/v1") const {
    std::vector<std::string> words = {"/usr/bin/curl", "--silent",    "--show-error", "--output",
                                      "/dev/null",     "--write-out", "%{http_code}"};
    words.insert(words.end(), more.begin(), more.end());
    words.push_back(url(target));
    return run(words);
  }
  std::string status(std::vector<std::string> more, const std::string& target = "/v1") const {
    more.insert(more.end(), {"--cacert", made_.file("ca.pem")});
    return curl(more, target).out;
  }
  std::vector<std::string> as(const std::string& client) const {
    return {"--cert", made_.file(client + ".pem"), "--key", made_.file(client + ".key")};
  }
  std::string serial() const {
    return run({"/bin/sh", "-c",
                "openssl s_client -connect 127.0.0.1:" + port_ +
                    " </dev/null 2>/dev/null | openssl x509 -noout -serial"})
        .out;
  }

  const HubFolder hub_{"tls"};
  const Certificates made_;
  const std::string port_ = port_of_a_hub();
  std::optional<Program> service_;
};

TEST_F(TlsTest, IsSpokenFromVersion12OnAndPlainHttpIsNot) {
  listen();
  start();
  const auto token = hub_.mizan({"token", "add", "press", "--role", "monitor"});
  const auto shown = "Authorization: Bearer " + token.substr(0, token.size() - 1);
  EXPECT_EQ(status({}), "401");
  EXPECT_EQ(status({"--header", shown}), "200");
  EXPECT_EQ(status({"--header", shown, "--tls-max", "1.2"}), "200");
  EXPECT_NE(curl({}).exit_code, 0) << "an authority that the client does not know";
  EXPECT_NE(run({"/usr/bin/curl", "--silent", "http://127.0.0.1:" + port_ + "/v1"}).exit_code, 0);
  const auto old =
      run({"/usr/bin/python3", "-c",
           "import socket, ssl, warnings\nwarnings.simplefilter('ignore')\n"
           "context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)\ncontext.check_hostname = False\n"
           "context.verify_mode = ssl.CERT_NONE\ncontext.minimum_version = ssl.TLSVersion.TLSv1_1\n"
           "context.maximum_version = ssl.TLSVersion.TLSv1_1\ncontext.set_ciphers('ALL:@SECLEVEL=0')\n"
           "try:\n  context.wrap_socket(socket.create_connection(('127.0.0.1', " +
               port_ + ")))\n  print('open')\nexcept ssl.SSLError as refused:\n  print('refused')\n"});
  EXPECT_EQ(old.out, "refused\n") << old.story();
  const auto head =
      run({"/usr/bin/curl", "--silent", "--head", "--cacert", made_.file("ca.pem"), url("/v1")}).out;
  EXPECT_NE(head.find("Strict-Transport-Security"), std::string::npos) << head;
}

TEST_F(TlsTest, ACertificateIsItsOrganisations) {
  made_.authority("strangers");
  made_.sign("federal", "DNS:hub.federal.example.pk", "clients");
  made_.sign("unknown", "DNS:other.example.pk", "clients");
  made_.sign("forged", "DNS:hub.federal.example.pk", "strangers");
  listen(
      "client_ca = \"tls/clients.pem\"\n[[access.organisation]]\nname = \"federal\"\nrole = \"hub\"\ndns = "
      "\"hub.federal.example.pk\"\n");
  start();
  EXPECT_EQ(status(as("federal")), "200");
  EXPECT_EQ(status(as("federal"), "/v1/sources"), "403");
  EXPECT_EQ(status(as("unknown")), "401");
  EXPECT_EQ(status(as("forged")), "000") << "of an authority that does not count: no handshake";
  EXPECT_EQ(status({}), "401") << "who shows none may show a token";
}

TEST_F(TlsTest, WhereCertificatesAreRequiredNothingIsReadWithout) {
  made_.sign("federal", "DNS:hub.federal.example.pk", "clients");
  const auto digest =
      run({"/bin/sh", "-c",
           "openssl x509 -in " + made_.file("federal.pem") + " -outform der | sha256sum | cut -c1-64"})
          .out.substr(0, 64);
  listen(
      "client_ca = \"tls/clients.pem\"\nclients = \"required\"\n[[access.organisation]]\nname = "
      "\"federal\"\nrole = "
      "\"hub\"\nsha256 = \"" +
      digest + "\"\n");
  start();
  EXPECT_EQ(status(as("federal")), "200");
  EXPECT_EQ(status({}), "000");
}

TEST_F(TlsTest, ANewCertificateIsTakenWithoutARestart) {
  listen();
  start();
  const auto before = serial();
  ASSERT_NE(before, "");
  made_.sign("hub", "IP:127.0.0.1", "ca");
  service_->signal(SIGHUP);
  EXPECT_NE(service_->err_line_with("read anew"), "");
  const auto after = serial();
  EXPECT_NE(after, before);
  std::ofstream(made_.file("hub.pem")) << "torn";
  service_->signal(SIGHUP);
  EXPECT_NE(service_->err_line_with("hub.pem: is no certificate"), "");
  EXPECT_EQ(serial(), after) << "what cannot be used changes nothing";
}

// The list of what was taken back is another one; nobody tells the hub.
TEST_F(TlsTest, ACertificateThatWasTakenBackIsRefusedAsSoonAsTheListSaysSo) {
  made_.sign("federal", "DNS:hub.federal.example.pk", "clients");
  made_.sign("press", "DNS:press.example.pk", "clients");
  made_.take_back({}, "clients");
  listen(
      "client_ca = \"tls/clients.pem\"\nclient_crl = \"tls/clients.crl\"\n[[access.organisation]]\nname = "
      "\"federal\"\n"
      "role = \"hub\"\ndns = \"hub.federal.example.pk\"\n[[access.organisation]]\nname = \"press\"\nrole = "
      "\"hub\"\ndns = \"press.example.pk\"\n");
  start();
  EXPECT_EQ(status(as("federal")), "200");
  EXPECT_EQ(status(as("press")), "200");
  made_.take_back({"press"}, "clients");
  EXPECT_NE(service_->err_line_with("read anew"), "") << "within the 15 seconds of a beat";
  EXPECT_EQ(status(as("press")), "000");
  EXPECT_EQ(status(as("federal")), "200");
}

TEST_F(TlsTest, TheFeedIsFollowedUnderTls) {
  listen();
  start();
  const auto file = hub_.path() / "press.token";
  std::ofstream(file) << hub_.mizan({"token", "add", "press", "--role", "monitor"});
  chmod(file.c_str(), 0600);
  Program tail(
      hub_.command({"--format", "json", "feed", "tail", "--url", url(""), "--token-file", file.string(),
                    "--ca-file", made_.file("ca.pem"), "--from", "snapshot", "--count", "1"}));
  const auto stranger = run(hub_.command({"feed", "tail", "--url", url(""), "--token-file", file.string()}));
  EXPECT_EQ(stranger.exit_code, 3) << stranger.story();
  EXPECT_NE(stranger.err.find("certificate verify failed"), std::string::npos) << stranger.err;
  tail.signal(SIGTERM);
  EXPECT_EQ(tail.wait().err, "") << "it waits for what comes";
}

TEST_F(TlsTest, MistakesAreSaidWithTheirFile) {
  struct Case {
    const char* toml;
    const char* says;
  };
  for (const auto& each :
       {Case{"[listen.tls]\ncertificate = \"tls/none.pem\"\nkey = \"tls/hub.key\"\n",
             "none.pem: is no certificate"},
        Case{"[listen.tls]\ncertificate = \"tls/hub.pem\"\nkey = \"tls/ca.key\"\n", "ca.key: is not the key"},
        Case{"[listen.tls]\ncertificate = \"tls/hub.pem\"\nkey = \"tls/open.key\"\n", "chmod o="},
        Case{"[listen.tls]\ncertificate = \"tls/hub.pem\"\n", "listen.tls.key: is missing"},
        Case{"[listen.tls]\ncertificate = \"tls/hub.pem\"\nkey = \"tls/hub.key\"\nclients = \"required\"\n",
             "client_ca"},
        Case{"[listen]\naddress = \"0.0.0.0\"\nallow_remote = true\n", "could read tokens"}}) {
    const HubFolder other("tls-mistake");
    other.ask_for_tokens();
    fs::copy(hub_.path() / "tls", other.path() / "tls");
    fs::copy_file(made_.file("hub.key"), other.path() / "tls" / "open.key");
    chmod((other.path() / "tls" / "open.key").c_str(), 0644);
    other.configure(each.toml);
    const auto said = run(other.command({"validate"}));
    EXPECT_EQ(said.exit_code, 2) << each.toml;
    EXPECT_NE(said.out.find(each.says), std::string::npos) << each.says << ": " << said.story();
  }
}

}  // namespace
}  // namespace mizan::test
