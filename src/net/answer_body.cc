#include "src/net/answer_body.h"

#include <algorithm>
#include <new>
#include <system_error>
#include <utility>
#include <vector>

namespace urlfan {
namespace {

// What a result shows of a body is about this long, or it wants the whole.
constexpr std::uint64_t kPreview = 4096;

std::string in_words(const std::vector<std::string>& codings) {
  std::string words;
  for (const auto& coding : codings) words += (words.empty() ? "" : ", ") + coding;
  return words;
}

bool all_known(const std::vector<std::string>& codings) {
  return std::all_of(codings.begin(), codings.end(),
                     [](const std::string& coding) { return ContentDecoder::knows(coding); });
}

}  // namespace

void AnswerBody::expect(const Attempt& attempt) {
  attempt_ = &attempt;
  store_.drop(kept_.size());
  kept_.clear();
  file_.reset();
  wanted_ = true;
  bytes_ = 0;
  wire_bytes_ = 0;
  announced_ = 0;
  waits_for_room_ = false;
  error_number_ = 0;
  forget_coding();
  if (attempt.hash_body && !digest_.restart()) throw std::bad_alloc();
}

void AnswerBody::forget_coding() noexcept {
  decoded_ = Decoded::nobody;
  decoder_.reset();
  piece_ = {};
  dealt_with_ = 0;
  has_enough_ = false;
  coding_problem_.clear();
}

void AnswerBody::begin(const AnswerHead& head, bool wanted) {
  forget_coding();  // the answer before was a question for credentials
  wanted_ = wanted;
  announced_ = head.length().value_or(0);
  if (!head.has_content_coding() || !head.has_body() || head.status() == 206) return;
  const auto codings = head.content_codings();
  codings_ = in_words(codings);
  if (!all_known(codings)) {
    coding_problem_ = "its Content-Encoding is " + codings_ + ", which cannot be undone";
  } else if (!codings.empty() && (config_.compressed || attempt_->keep_body > 0)) {
    decoded_ = config_.compressed ? Decoded::all : Decoded::text;
    if (codings.size() > ContentDecoder::kMostCodings) {
      give_up_text("nobody undoes so many codings: " + codings_);
    } else {
      decoder_.emplace(codings);
    }
  }
}

AnswerBody::Taken AnswerBody::take(std::string_view block) {
  waits_for_room_ = false;
  if (decoded_ == Decoded::nobody) return take_plain(block);
  const std::size_t before = std::min(dealt_with_, block.size());
  std::string_view rest = block.substr(before);
  const Taken taken = take_coded(rest);
  if (taken == Taken::later) {
    dealt_with_ += block.size() - before - rest.size();
  } else {
    dealt_with_ -= before;
  }
  return taken;
}

AnswerBody::Taken AnswerBody::take_plain(std::string_view block) {
  const Taken taken = use(block);
  if (taken != Taken::later) wire_bytes_ += block.size();
  return taken;
}

AnswerBody::Taken AnswerBody::take_coded(std::string_view& block) {
  do {
    if (const Taken taken = take_piece(); taken != Taken::all) return taken;
    const std::string_view before = block;
    if (decoder_ && !has_enough_) {
      piece_ = decoder_->next(block);
    } else {
      block = {};
    }
    const auto used = before.substr(0, before.size() - block.size());
    wire_bytes_ += used.size();
    if (decoded_ == Decoded::text) {
      if (const Taken taken = count(used); taken != Taken::all) return taken;
    }
    if (piece_.empty() && decoder_ && decoder_->is_broken()) {
      give_up_text("it is not " + codings_ + ", as its Content-Encoding says");
    }
    if (decoded_ == Decoded::all && !decoder_) return Taken::not_decoded;
  } while (!piece_.empty() || !block.empty());
  return Taken::all;
}

/// What is decoded goes to where it is wanted.
AnswerBody::Taken AnswerBody::take_piece() {
  if (piece_.empty()) return Taken::all;
  const Taken taken = decoded_ == Decoded::all ? use(piece_) : take_text(piece_);
  if (taken == Taken::all) piece_ = {};
  return taken;
}

AnswerBody::Taken AnswerBody::take_text(std::string_view text) {
  if (kept_.size() + std::min<std::uint64_t>(text.size(), room()) > config_.max_body) {
    give_up_text("decoded, it is larger than the limit for bodies");
    return Taken::all;
  }
  if (!find_room(text)) return Taken::later;
  has_enough_ = text.size() > room();
  keep(text);
  return Taken::all;
}

/// All that an attempt may want.
AnswerBody::Taken AnswerBody::use(std::string_view bytes) {
  // What has to wait comes again, and counts then.
  if (!is_too_large(bytes.size()) && !find_room(bytes)) return Taken::later;
  const Taken taken = count(bytes);
  if (taken != Taken::all) return taken;
  // Room for as much as the server announces: growing on the way would take twice the memory.
  if (kept_.empty() && room() > kPreview && decoded_ == Decoded::nobody) {
    kept_.reserve(std::min({announced_, room(), config_.max_body}));
  }
  keep(bytes);
  return Taken::all;
}

AnswerBody::Taken AnswerBody::count(std::string_view bytes) {
  bytes_ += bytes.size();
  if (is_too_large(0)) return Taken::too_large;
  if (!wanted_) return Taken::all;
  if (attempt_->hash_body) digest_.add(bytes.data(), bytes.size());
  return attempt_->save_dir.empty() || save(bytes) ? Taken::all : Taken::not_saved;
}

bool AnswerBody::find_room(std::string_view text) {
  const auto kept = static_cast<std::size_t>(std::min<std::uint64_t>(text.size(), room()));
  waits_for_room_ = kept > 0 && !store_.take(owner_, kept_.size(), kept);
  return !waits_for_room_;
}

void AnswerBody::keep(std::string_view text) {
  kept_.append(
      text.substr(0, static_cast<std::size_t>(std::min<std::uint64_t>(text.size(), room()))));
}

/// It is not shown either: what looks like noise may hold secrets that nobody can find in it.
void AnswerBody::give_up_text(std::string why) {
  coding_problem_ = std::move(why);
  store_.drop(kept_.size());
  kept_.clear();
  decoder_.reset();
  piece_ = {};
}

bool AnswerBody::save(std::string_view bytes) {
  try {
    if (!file_) file_ = std::make_unique<SavedBody>(attempt_->save_dir);
    error_number_ = file_->write(bytes.data(), bytes.size());
  } catch (const std::system_error& error) {
    error_number_ = error.code().value();
  }
  return error_number_ == 0;
}

bool AnswerBody::is_cut() const noexcept {
  return decoded_ == Decoded::all && wire_bytes_ > 0 && decoder_ && !decoder_->has_ended();
}

std::optional<std::string> AnswerBody::take_kept() {
  const bool is_coded = decoded_ != Decoded::nobody && wire_bytes_ > 0;
  const bool is_text = is_coded && decoded_ == Decoded::text;
  if (is_text && decoder_ && !has_enough_ && !decoder_->has_ended()) {
    give_up_text("it ends in the middle of its Content-Encoding, " + codings_);
  }
  if (is_coded && !decoder_) return {};
  store_.hand_over(kept_.size());
  return std::exchange(kept_, {});
}

std::unique_ptr<BodyFile> AnswerBody::take_file() {
  // A body without a byte is a body, too.
  if (!file_ && !save({})) return {};
  error_number_ = file_->close();
  if (error_number_ != 0) return {};
  return std::move(file_);
}

}  // namespace urlfan
