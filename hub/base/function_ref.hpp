#pragma once
#include <memory>
#include <type_traits>
#include <utility>

namespace mizan::base {

/// A callable that is only called while it is passed down: two words, no allocation. The callable must
/// outlive it.
template <class Signature>
class FunctionRef;

template <class R, class... Args>
class FunctionRef<R(Args...)> {
 public:
  template <class F>
  requires(!std::is_same_v<F, FunctionRef> && std::is_invocable_r_v<R, const F&, Args...>)
      FunctionRef(const F& callable)  // NOLINT(google-explicit-constructor): made where a callable is passed
      : object_(std::addressof(callable)), call_([](const void* object, Args... args) -> R {
          return (*static_cast<const F*>(object))(std::forward<Args>(args)...);
        }) {}

  R operator()(Args... args) const { return call_(object_, std::forward<Args>(args)...); }

 private:
  const void* object_;
  R (*call_)(const void*, Args...);
};

}  // namespace mizan::base
