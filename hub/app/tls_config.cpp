#include "app/tls_config.hpp"

namespace mizan::app {
namespace fs = std::filesystem;
namespace {

base::Result<api::TlsFiles> read_files(const toml::table& table, const fs::path& file) {
  TomlReader reader(table, file.string(), "listen.tls.");
  api::TlsFiles files;
  std::string certificate;
  std::string key;
  std::string clients = "optional";
  reader.require("certificate", certificate);
  reader.require("key", key);
  reader.read("client_ca", files.client_ca);
  reader.read("client_crl", files.client_crl);
  reader.read("clients", clients);
  files.client_required = clients == "required";
  if (!files.client_required && clients != "optional")
    reader.fail(table.get("clients"), "clients", "expected \"optional\" or \"required\"");
  if (files.client_ca.empty() && (files.client_required || !files.client_crl.empty()))
    reader.fail(&table, "client_ca", "is missing: whose certificates clients show");
  MIZAN_TRY(reader.finish());
  files.certificate = certificate;
  files.key = key;
  for (auto* path : {&files.certificate, &files.key, &files.client_ca, &files.client_crl}) {
    if (!path->empty() && path->is_relative()) *path = fs::absolute(file).parent_path() / *path;
  }
  return files;
}

}  // namespace

base::Result<std::optional<api::TlsFiles>> read_tls(const toml::table& listen, const fs::path& file) {
  const auto* node = listen.get("tls");
  if (node == nullptr) return std::optional<api::TlsFiles>();
  if (!node->is_table()) {
    TomlReader outer(listen, file.string(), "listen.");
    outer.fail(node, "tls", "expected a table");
    return outer.finish().error();
  }
  MIZAN_ASSIGN(auto files, read_files(*node->as_table(), file));
  return std::optional(std::move(files));
}

}  // namespace mizan::app
