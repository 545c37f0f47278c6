#pragma once
#include <boost/system/result.hpp>
#include <cstdint>
#include <exception>
#include <string>
#include <string_view>
#include <utility>

namespace mizan::base {

/// What went wrong, as a policy: what a caller does about it depends on the code alone.
enum class Code {
  kConfig,       ///< the operator must act; do not retry
  kAuth,         ///< credentials were refused; alert, retry slowly
  kTransient,    ///< retry with back-off
  kThrottled,    ///< retry after the time the source named
  kData,         ///< the source sent nonsense; quarantine and go on
  kCheckpoint,   ///< a checkpoint was not understood; a full read is needed
  kCancelled,    ///< asked to stop
  kDeadline,     ///< out of time
  kUnsupported,  ///< the other side cannot do this
  kInternal,     ///< a bug
  kNotFound,     ///< the named thing does not exist
  kStore,        ///< the store refused: full disk, locked, corrupt, or of a newer version
};

/// The code in words, as logs and JSON carry it ("config", "not_found" …).
std::string_view code_name(Code code);

/// A failure as a value. `message` is one sentence for the person who must act; no secrets, no personal data.
struct Error {
  Code code = Code::kInternal;
  std::string message;
  std::int64_t retry_after_ms = 0;  ///< kThrottled: as the source asked; 0: it did not say
};

/// Lets boost::system::result throw on value() without a value: a broken invariant, never control flow.
class ErrorException : public std::exception {
 public:
  explicit ErrorException(Error error) : error_(std::move(error)) {}
  const char* what() const noexcept override { return error_.message.c_str(); }
  const Error& error() const { return error_; }

 private:
  Error error_;
};

[[noreturn]] inline void throw_exception_from_error(const Error& error, const boost::source_location&) {
  throw ErrorException(error);
}

template <class T = void>
using Result = boost::system::result<T, Error>;

/// Puts "where: " before the message of an error that passes through.
inline Error within(std::string_view where, Error error) {
  error.message.insert(0, std::string(where) + ": ");
  return error;
}

}  // namespace mizan::base

#define MIZAN_CONCAT_(a, b) a##b
#define MIZAN_CONCAT(a, b) MIZAN_CONCAT_(a, b)

/// MIZAN_TRY(expression): returns the error of a Result<void> expression from the current function.
#define MIZAN_TRY(...)                                              \
  do {                                                              \
    if (auto mizan_try_result = (__VA_ARGS__); !mizan_try_result) { \
      return std::move(mizan_try_result).error();                   \
    }                                                               \
  } while (false)

/// MIZAN_ASSIGN(auto x, expression): declares x from a Result, or returns its error from the current
/// function.
#define MIZAN_ASSIGN_(tmp, decl, ...)      \
  auto tmp = (__VA_ARGS__);                \
  if (!tmp) return std::move(tmp).error(); \
  decl = std::move(*tmp)
#define MIZAN_ASSIGN(decl, ...) MIZAN_ASSIGN_(MIZAN_CONCAT(mizan_result_, __LINE__), decl, __VA_ARGS__)
