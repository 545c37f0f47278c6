#include "xml_tags.hpp"

#include <fmt/format.h>

namespace mizan::xlsx {

void XmlTags::fail(const char* what) const {
  throw Flaw(kUnreadable, fmt::format("the part \"{}\" {} (byte {})", part_, what, at_));
}

bool XmlTags::skip(std::string_view opening, std::string_view closing) {
  if (!text_.substr(at_).starts_with(opening)) return false;
  const auto end = text_.find(closing, at_ + opening.size());
  if (end == std::string_view::npos) fail("is cut short");
  at_ = end + closing.size();
  return true;
}

// A '>' within an attribute's quotes ends nothing.
std::size_t XmlTags::end_of_tag() const {
  char quote = '\0';
  for (auto i = at_ + 1; i < text_.size(); ++i) {
    const char c = text_[i];
    if (quote != '\0') {
      if (c == quote) quote = '\0';
    } else if (c == '"' || c == '\'') {
      quote = c;
    } else if (c == '>') {
      return i + 1;
    }
  }
  fail("is cut short");
}

std::optional<Tag> XmlTags::next() {
  for (;;) {
    at_ = std::min(text_.find('<', at_), text_.size());
    if (at_ == text_.size()) {
      if (depth_ != 0) fail("is cut short");
      return std::nullopt;
    }
    if (skip("<!--", "-->") || skip("<![CDATA[", "]]>") || skip("<?", "?>")) continue;
    if (text_.substr(at_).starts_with("<!")) fail("has a document type, which no spreadsheet has");
    break;
  }
  Tag tag;
  tag.begin = at_;
  tag.end = end_of_tag();
  const bool closing = text_[at_ + 1] == '/';
  auto name = text_.substr(at_ + (closing ? 2 : 1), tag.end - at_ - (closing ? 3 : 2));
  name = name.substr(0, name.find_first_of(" \t\r\n/"));
  if (const auto colon = name.find(':'); colon != std::string_view::npos) name.remove_prefix(colon + 1);
  tag.name = name;
  if (closing) {
    if (depth_ == 0) fail("closes an element that is not open");
    tag.kind = Tag::Kind::kClose;
    tag.depth = --depth_;
  } else {
    tag.depth = depth_;
    tag.kind = text_[tag.end - 2] == '/' ? Tag::Kind::kEmpty : Tag::Kind::kOpen;
    if (tag.kind == Tag::Kind::kOpen && ++depth_ > most_) fail("nests its elements too deep");
  }
  at_ = tag.end;
  return tag;
}

std::string_view XmlTags::element(const Tag& opening) {
  if (opening.kind == Tag::Kind::kEmpty) return text_.substr(opening.begin, opening.end - opening.begin);
  for (;;) {
    const auto tag = next();
    if (!tag) fail("is cut short");
    if (tag->kind == Tag::Kind::kClose && tag->depth == opening.depth)
      return text_.substr(opening.begin, tag->end - opening.begin);
  }
}

}  // namespace mizan::xlsx
