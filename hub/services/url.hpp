#pragma once
#include <string>
#include <string_view>

#include "base/error.hpp"

namespace mizan::services {

/// An absolute http or https address, read and written by the same code that will ask it, so that what was
/// checked is what is asked.
class Url {
 public:
  /// kConfig: no such address, another scheme, a user or password in it, or longer than 8 KiB. Messages hold
  /// no query.
  static base::Result<Url> parse(std::string_view text);
  /// What a redirect's Location means from here.
  base::Result<Url> resolve(std::string_view location) const;

  const std::string& text() const { return text_; }  ///< without fragment
  bool https() const { return scheme_ == "https"; }
  const std::string& path() const { return path_; }  ///< begins with a slash
  /// "host" where the port is the scheme's own, else "host:port"; in lower case.
  std::string host() const;
  /// "https://host:port/path", for messages: queries may hold what is nobody's business.
  std::string shown() const;
  bool same_origin(const Url& other) const;

  Url with_parameter(std::string_view name, std::string_view value) const;
  /// Without the parameters of that name.
  Url without_parameter(std::string_view name) const;

 private:
  Url() = default;
  static base::Result<Url> read(const std::string& base, std::string_view text);

  std::string text_;
  std::string scheme_;
  std::string host_;
  std::string port_;
  std::string path_;
};

}  // namespace mizan::services
