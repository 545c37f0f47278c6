#pragma once
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "support/program.hpp"

namespace mizan::test {

/// A database server of its own in a temporary folder, for one test program: started by it, never seen by
/// anybody else, gone with the object. Runs as an account without rights where the test runs as root, which
/// servers refuse. It dies with the test, whatever becomes of that. One thread.
///
/// The constructors throw std::runtime_error with one sentence if the server is not installed (which package
/// to install) or does not come up (what it said).
class Server {
 public:
  virtual ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  /// Blocks until it answers. It is running after the constructor.
  void start();
  /// As in a power cut: connections break, what was committed stays.
  void kill();
  bool running() const { return process_ != nullptr; }

  std::uint16_t port() const { return port_; }  ///< on 127.0.0.1
  const std::filesystem::path& folder() const { return folder_; }
  static constexpr const char* kDatabase = "court";
  static constexpr const char* kOwner = "owner";    ///< may do everything in kDatabase
  static constexpr const char* kReader = "reader";  ///< may read everything in it
  /// Of both; quotes, blanks and braces of every connection string are in it.
  static constexpr const char* kPassword = "p' w\\\"d };{x=y;";

  /// Carries out statements as the owner, by the server's own client. Throws with what it says.
  void run(const std::string& sql) const;

 protected:
  /// `name`: of the folder. `account`: who runs the server, if the test runs as root.
  Server(const std::string& name, const std::string& account);

  virtual std::vector<std::string> command() const = 0;
  virtual std::string ready_line() const = 0;
  /// How the client carries out the statements of a file.
  virtual std::vector<std::string> client(const std::filesystem::path& file) const = 0;
  virtual int kill_signal() const = 0;

  /// A program of the server's own, run to its end as its account. Throws with what it says if it fails.
  void prepare(const std::vector<std::string>& words) const;
  std::vector<std::string> as_account(std::vector<std::string> words) const;
  void give_to_account(const std::filesystem::path& path) const;

 private:
  std::filesystem::path folder_;
  std::string account_;
  std::uint16_t port_;
  std::unique_ptr<Program> process_;
};

/// The first of these programs that there is. Throws, naming the package, if there is none.
std::string find_program(const std::vector<std::string>& places, const std::string& package);

/// A TCP port of 127.0.0.1 that nobody uses now.
std::uint16_t free_port();

}  // namespace mizan::test
