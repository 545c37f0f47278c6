#include "services/redactor.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/base64.hpp"
#include "base/json.hpp"

namespace mizan::services {
namespace {

bool is_unreserved(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
         c == '_' || c == '~';
}

std::string json_inside(std::string_view text) {
  auto quoted = base::json_text(nlohmann::json(text));
  return quoted.substr(1, quoted.size() - 2);
}

}  // namespace

std::string percent_encoded(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (is_unreserved(c)) {
      out += c;
    } else {
      out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
  }
  return out;
}

void Redactor::add(const base::Secret& secret) {
  const auto value = secret.reveal();
  if (value.empty()) return;
  add_form(std::string(value));
  add_form(percent_encoded(value));
  add_form(json_inside(value));
  add_form(base::to_base64(value));
}

void Redactor::add_form(std::string form) {
  const base::Secret made(std::move(form));
  const auto same = [&](const base::Secret& known) { return known.reveal() == made.reveal(); };
  if (std::any_of(forms_.begin(), forms_.end(), same)) return;
  const auto shorter = std::find_if(forms_.begin(), forms_.end(), [&](const base::Secret& known) {
    return known.reveal().size() < made.reveal().size();
  });
  forms_.insert(shorter, made);
}

std::string Redactor::clean(std::string text) const {
  static constexpr std::string_view kInstead = "[secret]";
  for (const auto& form : forms_) {
    const auto secret = form.reveal();
    for (auto at = text.find(secret); at != std::string::npos; at = text.find(secret, at + kInstead.size()))
      text.replace(at, secret.size(), kInstead);
  }
  return text;
}

base::Error Redactor::clean(base::Error error) const {
  error.message = clean(std::move(error.message));
  return error;
}

}  // namespace mizan::services
