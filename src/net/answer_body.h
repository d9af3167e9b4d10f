#ifndef URLFAN_NET_ANSWER_BODY_H_
#define URLFAN_NET_ANSWER_BODY_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "src/base/sha256.h"
#include "src/net/answer_head.h"
#include "src/net/body_store.h"
#include "src/net/content_decoder.h"
#include "src/net/saved_body.h"
#include "urlfan/transport.h"

namespace urlfan {

/// The body of one answer as it comes: counted, hashed, saved and kept, as its attempt wants it.
/// Where codings were asked for (--compressed), all of that is of the decoded body. Where a server
/// codes without being asked, size, sum and file are of what it sent, as `curl -o` would write it,
/// and only what is kept, for checks and to be shown, is decoded.
class AnswerBody {
 public:
  /// What became of a block.
  enum class Taken : std::uint8_t {
    all,
    /// There is no room now. The whole block has to come again.
    later,
    too_large,
    /// error_number() tells.
    not_saved,
    /// It is not what its codings say, and the decoded body was asked for.
    not_decoded,
  };

  /// All must outlive it. `owner` is who waits in the store.
  AnswerBody(const ClientConfig& config, BodyStore& store, Transfer& owner)
      : config_(config), store_(store), owner_(owner) {}

  /// Forgets the body before. The attempt must outlive this one. Throws std::bad_alloc.
  void expect(const Attempt& attempt);
  /// What comes belongs to this head. Not `wanted`: it is neither hashed nor saved. Throws
  /// std::bad_alloc.
  void begin(const AnswerHead& head, bool wanted);
  /// Throws std::bad_alloc.
  Taken take(std::string_view block);

  /// Of the body as it counts, so far.
  std::uint64_t bytes() const noexcept { return bytes_; }
  /// As they came, so far.
  std::uint64_t bytes_on_the_wire() const noexcept { return wire_bytes_; }
  /// Its server has more to send, but other bodies take all the memory.
  bool waits_for_room() const noexcept { return waits_for_room_; }
  int error_number() const noexcept { return error_number_; }

  // --- once it has come ---

  /// A coding that was asked for has not come to its end.
  bool is_cut() const noexcept;
  /// What was kept of it; empty where that cannot be decoded. Once.
  std::optional<std::string> take_kept();
  /// There is more of it than was kept. Before that is taken.
  bool kept_less() const noexcept {
    return decoded_ == Decoded::text ? has_enough_ : kept_.size() < bytes_;
  }
  /// Why that is not what the server means, in words; empty: it is.
  const std::string& coding_problem() const noexcept { return coding_problem_; }
  /// Once, and only when the attempt asks for it.
  std::string sha256() { return digest_.hex(); }
  /// The whole, where it was to be saved, once. Null also when that failed: see error_number().
  std::unique_ptr<BodyFile> take_file();
  /// What is not taken goes: it must not take room on the disk until the next attempt.
  void drop_file() noexcept { file_.reset(); }

 private:
  /// Who sees it decoded.
  enum class Decoded : std::uint8_t { nobody, all, text };

  void forget_coding() noexcept;
  Taken take_plain(std::string_view block);
  Taken take_coded(std::string_view& block);
  Taken take_piece();
  Taken take_text(std::string_view text);
  Taken use(std::string_view bytes);
  Taken count(std::string_view bytes);
  bool find_room(std::string_view text);
  void keep(std::string_view text);
  void give_up_text(std::string why);
  bool save(std::string_view bytes);
  bool is_too_large(std::size_t more) const noexcept { return bytes_ + more > config_.max_body; }
  std::uint64_t room() const noexcept { return attempt_->keep_body - kept_.size(); }

  const ClientConfig& config_;
  BodyStore& store_;
  Transfer& owner_;
  const Attempt* attempt_ = nullptr;

  bool wanted_ = true;
  std::uint64_t bytes_ = 0;
  std::uint64_t wire_bytes_ = 0;
  /// As long as the server says, or nothing.
  std::uint64_t announced_ = 0;
  std::string kept_;
  bool waits_for_room_ = false;
  int error_number_ = 0;
  Sha256 digest_;
  std::unique_ptr<SavedBody> file_;

  Decoded decoded_ = Decoded::nobody;
  std::optional<ContentDecoder> decoder_;
  /// Decoded, and not dealt with.
  std::string_view piece_;
  /// Of the block that is to come again, so many bytes are dealt with.
  std::size_t dealt_with_ = 0;
  /// There is more text than is wanted.
  bool has_enough_ = false;
  std::string codings_;
  std::string coding_problem_;
};

}  // namespace urlfan

#endif  // URLFAN_NET_ANSWER_BODY_H_
