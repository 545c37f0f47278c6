#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "access/roles.hpp"
#include "base/clock.hpp"

namespace mizan::access {

/// What narrows a role: empty lists narrow nothing.
struct Scope {
  std::vector<std::string> provinces = {};
  std::vector<std::string> districts = {};  ///< codes, as they are members of values; a coordinator's own
  std::vector<std::string> endpoints = {};  ///< by their names in the sharing matrix
  std::vector<Grain> grains = {};
  bool operator==(const Scope&) const = default;
};

/// How somebody said who they are.
enum class Proof : std::uint8_t { kNone, kLoopback, kToken, kJwt, kCertificate };
std::string_view proof_name(Proof proof);

/// Who asks.
struct Principal {
  std::string name;  ///< as audit and logs have it: "token:monitor-lhr", "org:federal", "anonymous"
  Proof proof = Proof::kNone;
  Role role = Role::kPublic;
  Scope scope = {};
  base::Micros until = 0;     ///< when the proof ends; 0: it does not
  std::string token_id = {};  ///< of a token, so that a revocation is seen while a feed is followed
};

}  // namespace mizan::access
