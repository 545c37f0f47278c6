#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "limits.hpp"

namespace mizan::xlsx {

/// One tag of an XML text.
struct Tag {
  enum class Kind { kOpen, kClose, kEmpty };
  Kind kind = Kind::kOpen;
  std::string_view name;  ///< without its prefix
  std::size_t begin = 0;  ///< of its '<' in the text
  std::size_t end = 0;    ///< behind its '>'
  std::size_t depth = 0;  ///< how many elements are open around it
};

/// Walks the tags of an XML text without building anything, so that a large part can be cut into pieces that
/// are parsed one by one. Comments, CDATA and processing instructions are passed over. Throws Flaw: for a
/// document type (the only way to define entities, so none is ever expanded), for elements nested too deep,
/// and for a text that ends within a tag or an element. The text must outlive it.
class XmlTags {
 public:
  /// `part` is what sentences call the text.
  XmlTags(std::string_view text, std::string part, std::size_t depth)
      : text_(text), part_(std::move(part)), most_(depth) {}

  /// Nothing at the end of the text.
  std::optional<Tag> next();
  /// The whole element that an open or empty tag begins, both tags included; goes on behind it.
  std::string_view element(const Tag& opening);

 private:
  [[noreturn]] void fail(const char* what) const;
  bool skip(std::string_view opening, std::string_view closing);
  std::size_t end_of_tag() const;

  std::string_view text_;
  std::string part_;
  std::size_t most_;
  std::size_t at_ = 0;
  std::size_t depth_ = 0;
};

}  // namespace mizan::xlsx
