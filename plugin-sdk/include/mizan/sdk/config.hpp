#pragma once
#include <mizan/sdk/error.hpp>

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace mizan::sdk {

/// The adapter's settings: one JSON object. Every mistake is an Error of MIZAN_E_CONFIG that names the key
/// and never a value, which may be a secret. (The parser's own messages quote what they choked on, so they
/// are not passed on.)
class Config {
 public:
  explicit Config(std::string_view json) : json_(nlohmann::json::parse(json, nullptr, false)) {
    if (!json_.is_object()) throw Error(MIZAN_E_CONFIG, "the settings are not a JSON object");
  }

  bool has(const char* key) const { return json_.contains(key); }

  std::string text(const char* key) const {
    return get<std::string>(key, &nlohmann::json::is_string, "text");
  }
  std::string text(const char* key, const std::string& otherwise) const {
    return has(key) ? text(key) : otherwise;
  }

  std::int64_t integer(const char* key) const {
    return get<std::int64_t>(key, &nlohmann::json::is_number_integer, "a whole number");
  }
  std::int64_t integer(const char* key, std::int64_t otherwise) const {
    return has(key) ? integer(key) : otherwise;
  }

  bool boolean(const char* key, bool otherwise) const {
    return has(key) ? get<bool>(key, &nlohmann::json::is_boolean, "true or false") : otherwise;
  }

  std::vector<std::string> texts(const char* key) const {
    std::vector<std::string> out;
    for (const auto& item : at(key, &nlohmann::json::is_array, "a list of text")) {
      if (!item.is_string()) throw Error(MIZAN_E_CONFIG, wanted(key, "a list of text"));
      out.push_back(item.get<std::string>());
    }
    return out;
  }

  /// A setting that is an object of its own.
  Config object(const char* key) const { return Config(at(key, &nlohmann::json::is_object, "an object")); }

  /// The names of all settings, in the order of the alphabet.
  std::vector<std::string> keys() const {
    std::vector<std::string> out;
    for (const auto& [key, value] : json_.items()) out.push_back(key);
    return out;
  }
  /// All of them as the one JSON object that they are.
  std::string json() const { return json_.dump(); }

  /// Refuses every setting that is not in the list.
  void allow_only(std::initializer_list<std::string_view> keys) const {
    for (const auto& [key, value] : json_.items()) {
      if (std::find(keys.begin(), keys.end(), key) == keys.end()) {
        throw Error(MIZAN_E_CONFIG, "\"" + key + "\" is not a setting of this adapter");
      }
    }
  }

 private:
  explicit Config(nlohmann::json json) : json_(std::move(json)) {}

  static std::string wanted(const char* key, const char* what) {
    return "setting \"" + std::string(key) + "\": expected " + what;
  }

  const nlohmann::json& at(const char* key, bool (nlohmann::json::*is)() const noexcept,
                           const char* what) const {
    const auto found = json_.find(key);
    if (found == json_.end()) throw Error(MIZAN_E_CONFIG, "setting \"" + std::string(key) + "\" is missing");
    if (!((*found).*is)()) throw Error(MIZAN_E_CONFIG, wanted(key, what));
    return *found;
  }

  template <class T>
  T get(const char* key, bool (nlohmann::json::*is)() const noexcept, const char* what) const {
    return at(key, is, what).get<T>();
  }

  nlohmann::json json_;
};

}  // namespace mizan::sdk
