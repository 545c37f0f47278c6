#include "base/base64.hpp"

#include <openssl/evp.h>

#include <algorithm>
#include <cassert>

namespace mizan::base {
namespace {

bool is_letter(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
}

}  // namespace

std::string to_base64(std::string_view bytes) {
  std::string text((bytes.size() + 2) / 3 * 4 + 1, '\0');  // OpenSSL ends it with a NUL
  EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()),
                  reinterpret_cast<const unsigned char*>(bytes.data()), static_cast<int>(bytes.size()));
  text.pop_back();
  return text;
}

std::optional<std::string> from_base64(std::string_view text) {
  std::string bytes(text.size() / 4 * 3, '\0');
  const auto size = text.size() % 4 != 0
                        ? -1
                        : EVP_DecodeBlock(reinterpret_cast<unsigned char*>(bytes.data()),
                                          reinterpret_cast<const unsigned char*>(text.data()),
                                          static_cast<int>(text.size()));
  if (size < 0) return std::nullopt;
  // OpenSSL counts the padding as zeros. Only what encodes to the same text is taken.
  for (auto at = text; at.ends_with('=') && !bytes.empty(); at.remove_suffix(1)) bytes.pop_back();
  if (to_base64(bytes) != text) return std::nullopt;
  return bytes;
}

std::string to_base64url(std::string_view bytes) {
  assert(bytes.size() % 3 == 0);
  auto text = to_base64(bytes);
  std::replace(text.begin(), text.end(), '+', '-');
  std::replace(text.begin(), text.end(), '/', '_');
  return text;
}

std::optional<std::string> from_base64url(std::string_view url_text) {
  if (url_text.size() % 4 != 0 || !std::all_of(url_text.begin(), url_text.end(), is_letter))
    return std::nullopt;
  std::string text(url_text);
  std::replace(text.begin(), text.end(), '-', '+');
  std::replace(text.begin(), text.end(), '_', '/');
  std::string bytes(text.size() / 4 * 3, '\0');
  EVP_DecodeBlock(reinterpret_cast<unsigned char*>(bytes.data()),
                  reinterpret_cast<const unsigned char*>(text.data()), static_cast<int>(text.size()));
  return bytes;
}

}  // namespace mizan::base
