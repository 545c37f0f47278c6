#pragma once
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

namespace mizan::describe {

/// What the HTTP interface is, read from the files of text/. One description, from which all documents come.
/// Never changed; any thread.
class Parts {
 public:
  Parts();
  ~Parts();
  Parts(Parts&&) noexcept;
  Parts& operator=(Parts&&) noexcept;

  /// Title, version and text of the whole; `pages`, each below /v1 unless its path begins with a slash;
  /// `problems` by status.
  const nlohmann::ordered_json& interface() const;
  /// `name`, `in` ("query" where the file does not say), `schema`, `text`, perhaps `required` and `example`.
  nlohmann::ordered_json parameter(const std::string& key) const;
  /// JSON Schemas by name, as both documents have them below #/components/schemas.
  const nlohmann::ordered_json& schemas() const;
  /// The members of the rows that the list of that schema has, in their order, those of a member's members by
  /// paths with dots: the columns of the list as a table. Empty: there is no such list.
  std::vector<std::string> columns(const std::string& schema, const std::string& list) const;
  /// The events of the feed: `name`, `type`, `title`, `data` (a schema's name).
  const nlohmann::ordered_json& events() const;

 private:
  struct Read;
  std::unique_ptr<const Read> read_;
};

/// Where a page is: "/v1/kpis/{id}/values", "/healthz".
std::string address_of(const nlohmann::ordered_json& page);

/// "/v1/kpis/{id}/values?period=&from=…" of each page: what the index of the API lists.
std::vector<std::string> links(const Parts& parts);

}  // namespace mizan::describe
