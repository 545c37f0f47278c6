#include "api/descriptions.hpp"

#include <nlohmann/json.hpp>

#include "api/parameters.hpp"
#include "base/digest.hpp"
#include "base/json.hpp"
#include "describe/asyncapi.hpp"
#include "describe/openapi.hpp"
#include "describe/reference.hpp"

namespace mizan::api {
namespace {

std::string index_text(const describe::Parts& parts) {
  return base::json_text(nlohmann::ordered_json{{"name", "Mizan"}, {"links", describe::links(parts)}});
}

}  // namespace

Descriptions::Document Descriptions::document(std::string type, std::string text, std::string style_source) {
  auto version = base::to_hex(base::sha256(text)).substr(0, 32);
  return {std::move(type), std::move(text), std::move(version), std::move(style_source)};
}

Descriptions::Descriptions() {
  index_ = document("application/json", index_text(parts_));
  openapi_ = document("application/json", describe::openapi(parts_));
  asyncapi_ = document("application/json", describe::asyncapi(parts_));
  reference_ =
      document("text/html; charset=utf-8", describe::reference(parts_), describe::reference_style_source());
}

bool Descriptions::is_of(const Request& request) {
  if (request.path.size() != 2) return false;
  const auto& name = request.path[1];
  return name == "openapi.json" || name == "asyncapi.json" || name == "reference";
}

base::Result<Response> Descriptions::answer(const Request& request) const {
  MIZAN_TRY(only(request, {}));
  const auto name = request.path.size() == 2 ? request.path[1] : std::string();
  const auto& document = name == "openapi.json"    ? openapi_
                         : name == "asyncapi.json" ? asyncapi_
                         : name == "reference"     ? reference_
                                                   : index_;
  if (holds(request, document.version)) return unchanged(document.version, kAskAgain);
  Response response{200, document.type, document.text, document.version, kAskAgain};
  response.style_source = document.style_source;
  return response;
}

}  // namespace mizan::api
