#pragma once
#include <mizan/sdk/error.hpp>
#include <string>
#include <string_view>

namespace mizan::sql {

/// What a database reported, without its words, which may quote data, statements or passwords.
struct Condition {
  mizan_status policy = MIZAN_E_TRANSIENT;
  std::string code;     ///< "SQLSTATE 42P01", "error 1146"
  std::string meaning;  ///< one clause
};

Condition of_sqlstate(std::string_view state);
/// `native`: the driver's own number.
Condition of_odbc(std::string_view state, int native);
Condition of_mariadb(unsigned error);
Condition of_sqlite(int error);

/// The error of an operation ("query \"cases\"", "connecting") by its condition.
sdk::Error failed(std::string_view operation, const Condition& condition);

/// The condition of the exception in flight, which SOCI or a driver threw. Throws it on if it is none of
/// theirs.
Condition condition_in_flight();

/// Runs `body`; whatever a database throws leaves as sdk::Error with its policy.
template <class Body>
auto guarded(std::string_view operation, Body body) {
  try {
    return body();
  } catch (const sdk::Error&) {
    throw;
  } catch (const sdk::Stop&) {
    throw;
  } catch (const std::exception&) {
    throw failed(operation, condition_in_flight());
  }
}

/// Thrown by what reads past SOCI, with the driver's own condition.
struct NativeFailure : std::runtime_error {
  explicit NativeFailure(Condition what) : std::runtime_error(what.meaning), condition(std::move(what)) {}
  Condition condition;
};

}  // namespace mizan::sql
