#include "src/net/tries.h"

namespace urlfan {
namespace {

// A kept connection that is not fit, then one that is lost, and the last.
constexpr unsigned kMostTries = 3;

/// How libcurl says that a connection has ended, or will answer no more.
bool ends_connection(CURLcode code) {
  switch (code) {
    case CURLE_GOT_NOTHING:
    case CURLE_SEND_ERROR:
    case CURLE_RECV_ERROR:
    case CURLE_HTTP2:
    case CURLE_HTTP2_STREAM:
      return true;
    default:
      return false;
  }
}

}  // namespace

void Tries::begin(bool idempotent) noexcept {
  idempotent_ = idempotent;
  tries_ = 1;
  was_lost_ = false;
  expect_answer();
}

void Tries::expect_answer() noexcept {
  asked_ = false;
  on_kept_ = false;
  answered_ = false;
  unfit_ = false;
  lost_ = false;
}

bool Tries::ask() noexcept {
  if (asked_ && !answered_) {
    lost_ = true;
    return false;
  }
  asked_ = true;
  on_kept_ = false;
  answered_ = false;
  unfit_ = false;
  return true;
}

void Tries::on_kept(bool fit) noexcept {
  on_kept_ = true;
  unfit_ = !fit;
}

bool Tries::go_again(CURLcode code) const noexcept {
  if (tries_ >= kMostTries) return false;
  if (unfit_) return true;
  if (!lost_ && !(on_kept_ && !answered_ && ends_connection(code))) return false;
  return idempotent_ && !was_lost_;
}

void Tries::again() noexcept {
  ++tries_;
  was_lost_ = was_lost_ || !unfit_;
}

}  // namespace urlfan
