#ifndef URLFAN_NET_TRIES_H_
#define URLFAN_NET_TRIES_H_

#include <curl/curl.h>

namespace urlfan {

/// The tries of one request, each on a connection of its own: whether it may go once more where
/// that failed it. A kept connection can end while a request is on its way (RFC 9112, section
/// 9.3.1), which says nothing of the request.
class Tries {
 public:
  /// A request that has not gone out. One that is not `idempotent` is never sent twice.
  void begin(bool idempotent) noexcept;
  /// It is to go out, for the first time or anew: nothing has been asked.
  void expect_answer() noexcept;

  /// The last look before it goes out. False: it must not. libcurl sends a request by itself once
  /// more when a kept connection has ended under it, whatever its method, and perhaps on another
  /// that is about to end: that is our business.
  bool ask() noexcept;
  /// It goes out on a connection that has carried others. One that is not `fit` has something to
  /// read before anything was asked.
  void on_kept(bool fit) noexcept;
  /// The first of the answer has come.
  void answered() noexcept { answered_ = true; }

  /// Whether what ended with `code` is to go once more: a kept connection was not fit to be used,
  /// or ended before a byte of the answer came. The latter can happen once, to what may be sent
  /// twice.
  bool go_again(CURLcode code) const noexcept;
  /// It goes once more for that.
  void again() noexcept;

  /// A request was sent, or begun; before that it is a proxy that speaks.
  bool asked() const noexcept { return asked_; }
  /// A kept connection ended before a byte of the answer came, and that cannot be made good.
  bool lost() const noexcept { return lost_; }
  /// One kept connection after the other had something to read before anything was asked.
  bool unfit() const noexcept { return unfit_; }

 private:
  bool idempotent_ = false;
  unsigned tries_ = 1;
  /// One of the earlier ones was lost.
  bool was_lost_ = false;

  // --- of this one ---
  bool asked_ = false;
  bool on_kept_ = false;
  bool answered_ = false;
  /// Why it must not go out.
  bool unfit_ = false;
  bool lost_ = false;
};

}  // namespace urlfan

#endif  // URLFAN_NET_TRIES_H_
