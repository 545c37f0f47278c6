#include "app/os_user.hpp"

#include <fmt/format.h>
#include <pwd.h>
#include <unistd.h>

#include <array>
#include <cstdint>
#include <fstream>

namespace mizan::app {
namespace {

std::string name_of(uid_t user) {
  std::array<char, 16 << 10> room{};
  passwd about{};
  passwd* found = nullptr;
  getpwuid_r(user, &about, room.data(), room.size(), &found);
  return found == nullptr ? fmt::format("uid {}", user) : std::string(found->pw_name);
}

// The kernel keeps it through su and sudo; 2^32 - 1: nobody logged in.
std::uint32_t login() {
  std::uint32_t user = 0xffffffffU;
  std::ifstream("/proc/self/loginuid") >> user;
  return user;
}

}  // namespace

std::string os_user() {
  const auto user = getuid();
  const auto logged_in = login();
  if (logged_in == 0xffffffffU || logged_in == user) return name_of(user);
  return fmt::format("{} (logged in as {})", name_of(user), name_of(logged_in));
}

}  // namespace mizan::app
