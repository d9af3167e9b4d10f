#ifndef URLFAN_NET_OUTBOX_H_
#define URLFAN_NET_OUTBOX_H_

#include <algorithm>
#include <cstddef>
#include <exception>
#include <mutex>
#include <utility>
#include <vector>

#include "src/base/wakeup.h"
#include "urlfan/transport.h"

namespace urlfan {

/// Where all loops leave what is done, in batches, for the one thread that collects it.
class Outbox {
 public:
  /// What is done, and by which loop, counted.
  struct Mail {
    std::vector<Completion> done;
    std::vector<std::size_t> by_loop;
    /// Bytes of bodies in `done`.
    std::vector<std::size_t> bytes_by_loop;
  };

  /// `bell` must outlive it.
  Outbox(std::size_t loops, const Wakeup& bell) : bell_(bell) {
    mail_.by_loop.resize(loops);
    mail_.bytes_by_loop.resize(loops);
  }

  /// Any loop. Rings only when the box was empty: one system call for many batches. Under the lock:
  /// when the bell rings there is something in the box, or has just been taken.
  void put(std::size_t loop, std::vector<Completion>& batch) {
    if (batch.empty()) return;
    std::size_t bytes = 0;
    for (const auto& each : batch) bytes += each.response.body ? each.response.body->size() : 0;
    const std::lock_guard lock(mutex_);
    mail_.by_loop[loop] += batch.size();
    mail_.bytes_by_loop[loop] += bytes;
    if (mail_.done.empty()) {
      bell_.ring();
      mail_.done.swap(batch);
    } else {
      mail_.done.insert(mail_.done.end(), std::make_move_iterator(batch.begin()),
                        std::make_move_iterator(batch.end()));
    }
    batch.clear();
  }

  /// Any loop, as its last word: it cannot go on.
  void fail(std::exception_ptr failure) {
    const std::lock_guard lock(mutex_);
    if (!failure_) failure_ = std::move(failure);
    bell_.ring();
  }

  /// The collector. Throws the failure of a loop.
  Mail take() {
    const std::lock_guard lock(mutex_);
    if (failure_) std::rethrow_exception(std::exchange(failure_, nullptr));
    Mail mail;
    mail.by_loop.resize(mail_.by_loop.size());
    mail.bytes_by_loop.resize(mail_.bytes_by_loop.size());
    std::swap(mail, mail_);
    return mail;
  }

  /// The collector, when no loop is left: what is in the box is for nobody.
  void clear() {
    const std::lock_guard lock(mutex_);
    failure_ = nullptr;
    mail_.done.clear();
    std::fill(mail_.by_loop.begin(), mail_.by_loop.end(), 0);
    std::fill(mail_.bytes_by_loop.begin(), mail_.bytes_by_loop.end(), 0);
  }

 private:
  const Wakeup& bell_;
  std::mutex mutex_;
  Mail mail_;
  std::exception_ptr failure_;
};

}  // namespace urlfan

#endif  // URLFAN_NET_OUTBOX_H_
