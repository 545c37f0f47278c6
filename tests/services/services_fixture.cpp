#include "services_fixture.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <fstream>

namespace mizan::test {
namespace fs = std::filesystem;

ServicesTest::ServicesTest() {
  folder = fs::temp_directory_path() / ("mizan-services-" + std::to_string(getpid()));
  fs::remove_all(folder);
  fs::create_directories(folder);
}

ServicesTest::~ServicesTest() {
  std::error_code ignored;
  fs::remove_all(folder, ignored);
}

fs::path ServicesTest::keep_file(const std::string& name, const std::string& text) const {
  const auto path = folder / name;
  std::ofstream(path, std::ios::binary) << text;
  return path;
}

void ServicesTest::keep_secret(const std::string& name, const std::string& value) {
  const auto path = keep_file(name + ".secret", value + "\n");
  chmod(path.c_str(), 0600);
  config.secrets[name] = {services::SecretPlace::In::kFile, path.string()};
}

void ServicesTest::allow(const HttpServer& server, const Certificate* certificate) {
  config.http.hosts.push_back(server.host());
  if (certificate != nullptr) config.http.ca_file = keep_file("ca.pem", certificate->pem);
}

std::unique_ptr<adapter::HostServices> ServicesTest::opened() {
  auto services = services::open_services(config, clock, std::make_unique<KeptWaiter>(waited, clock));
  if (!services) throw std::runtime_error(services.error().message);
  return std::move(*services);
}

base::Result<adapter::HttpResponse> ServicesTest::fetch(adapter::HostServices& services,
                                                        const adapter::HttpRequest& request) {
  meet_servers();
  auto response = services.fetch(request, stop);
  meet_servers();
  return response;
}

base::Result<adapter::HttpResponse> ServicesTest::get(adapter::HostServices& services, const std::string& url,
                                                      const std::string& credential) {
  adapter::HttpRequest request{"GET", url};
  request.credential = credential;
  return fetch(services, request);
}

base::Result<adapter::HttpResponse> ServicesTest::get(const std::string& url, const std::string& credential) {
  return get(*opened(), url, credential);
}

std::string outcome(const base::Result<adapter::HttpResponse>& result) {
  return result ? "ok" : std::string(base::code_name(result.error().code)) + ": " + result.error().message;
}

base::Code code_of(const base::Result<adapter::HttpResponse>& result) {
  if (result) throw std::runtime_error("a response, where an error was expected");
  return result.error().code;
}

}  // namespace mizan::test
