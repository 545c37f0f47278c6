#pragma once
#include <string>

#include "api/http.hpp"
#include "describe/parts.hpp"

namespace mizan::api {

/// What the hub says of its own interface: the index, the OpenAPI and AsyncAPI documents, the page to read.
/// Made once; any thread.
class Descriptions {
 public:
  Descriptions();

  /// What they are made from.
  const describe::Parts& parts() const { return parts_; }
  /// True for the paths of the documents, which are not the index.
  static bool is_of(const Request& request);
  /// The one that the path names, else the index. kData: a parameter, for there are none.
  base::Result<Response> answer(const Request& request) const;

 private:
  struct Document {
    std::string type;
    std::string text;
    std::string version;       // its digest
    std::string style_source;  // of a page
  };

  static Document document(std::string type, std::string text, std::string style_source = {});

  describe::Parts parts_;
  Document index_;
  Document openapi_;
  Document asyncapi_;
  Document reference_;
};

}  // namespace mizan::api
