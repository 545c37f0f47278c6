#include "xml_node.hpp"

#include <fmt/format.h>

#include <charconv>

#include "xml_tags.hpp"

namespace mizan::xlsx {
namespace {

std::string_view without_prefix(std::string_view name) {
  const auto colon = name.find(':');
  return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

void append_utf8(std::uint32_t code, std::string& out) {
  if (code < 0x80) {
    out += static_cast<char>(code);
  } else if (code < 0x800) {
    out += static_cast<char>(0xC0U | (code >> 6U));
    out += static_cast<char>(0x80U | (code & 0x3FU));
  } else {
    out += static_cast<char>(0xE0U | (code >> 12U));
    out += static_cast<char>(0x80U | ((code >> 6U) & 0x3FU));
    out += static_cast<char>(0x80U | (code & 0x3FU));
  }
}

// The code of "_x000D_" at the beginning; 0 if there is none that stands for a character.
std::uint32_t escaped(std::string_view text) {
  constexpr std::size_t kLength = 7;
  if (text.size() < kLength || !text.starts_with("_x") || text[6] != '_') return 0;
  std::uint32_t code = 0;
  const auto [end, error] = std::from_chars(text.data() + 2, text.data() + 6, code, 16);
  if (error != std::errc{} || end != text.data() + 6) return 0;
  return code >= 0xD800 && code < 0xE000 ? 0 : code;
}

}  // namespace

bool XmlDocument::parse(std::string_view text) {
  constexpr unsigned kOptions =
      pugi::parse_cdata | pugi::parse_escapes | pugi::parse_eol | pugi::parse_ws_pcdata_single;
  return document_.load_buffer(text.data(), text.size(), kOptions, pugi::encoding_utf8).status ==
         pugi::status_ok;
}

XmlDocument::XmlDocument(std::string_view text, const std::string& part, const Limits& limits) {
  if (text.size() > limits.document_bytes)
    throw Flaw(kTooLarge,
               fmt::format("the part \"{}\" is larger than {} MiB", part, limits.document_bytes >> 20U));
  XmlTags tags(text, part, limits.depth);
  while (tags.next()) {
  }
  if (!parse(text)) throw Flaw(kUnreadable, fmt::format("the part \"{}\" is no XML", part));
}

std::string_view local_name(pugi::xml_node node) {
  return without_prefix(node.name());
}

std::string_view attribute(pugi::xml_node node, std::string_view name) {
  for (const auto& each : node.attributes()) {
    if (without_prefix(each.name()) == name) return each.value();
  }
  return {};
}

pugi::xml_node child(pugi::xml_node node, std::string_view name) {
  for (const auto& each : node.children()) {
    if (local_name(each) == name) return each;
  }
  return {};
}

void append_unescaped(std::string_view text, std::string& out) {
  for (auto at = text.find("_x"); at != std::string_view::npos; at = text.find("_x")) {
    out += text.substr(0, at);
    const auto code = escaped(text.substr(at));
    if (code != 0) {
      append_utf8(code, out);
    } else {
      out += "_x";
    }
    text.remove_prefix(at + (code != 0 ? 7U : 2U));
  }
  out += text;
}

void append_text(pugi::xml_node string, std::string& out) {
  for (const auto& each : string.children()) {
    const auto name = local_name(each);
    if (name == "t") {
      for (const auto& text : each.children()) append_unescaped(text.value(), out);
    } else if (name == "r") {
      for (const auto& text : child(each, "t").children()) append_unescaped(text.value(), out);
    }
  }
}

}  // namespace mizan::xlsx
