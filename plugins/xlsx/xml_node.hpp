#pragma once
#include <pugixml.hpp>
#include <string>
#include <string_view>

#include "limits.hpp"

namespace mizan::xlsx {

/// A small piece of XML as a tree. Names are compared without their prefix, which each writer chooses as it
/// likes.
class XmlDocument {
 public:
  /// Checks with XmlTags first. Throws Flaw. `part` is what sentences call the text.
  XmlDocument(std::string_view text, const std::string& part, const Limits& limits);

  /// For pieces that XmlTags cut: parses without checking again. False: it is no XML.
  XmlDocument() = default;
  bool parse(std::string_view text);

  /// The outermost element.
  pugi::xml_node root() const { return document_.first_child(); }

 private:
  pugi::xml_document document_;
};

std::string_view local_name(pugi::xml_node node);
/// "" if it is not there. `name` without a prefix.
std::string_view attribute(pugi::xml_node node, std::string_view name);
/// An empty node if it is not there.
pugi::xml_node child(pugi::xml_node node, std::string_view name);

/// Appends the text of a shared or inline string: plain or rich, without what tells how it is pronounced, the
/// escapes of the format (_x000D_) undone.
void append_text(pugi::xml_node string, std::string& out);
/// Appends a text with those escapes undone.
void append_unescaped(std::string_view text, std::string& out);

}  // namespace mizan::xlsx
