#ifndef URLFAN_NET_ANSWER_HEAD_H_
#define URLFAN_NET_ANSWER_HEAD_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace urlfan {

/// What the head of an answer says of its body, and whether that can be trusted: read line by line,
/// as libcurl hands the lines on. libcurl 7.88 itself takes the last of two lengths that differ,
/// and any transfer coding (RFC 9112, sections 6.1 and 6.3).
class AnswerHead {
 public:
  /// What a line was.
  enum class Line : std::uint8_t { status, field, end, trailer };

  /// A request goes out: what comes now begins with a status line. HEAD has no body to frame.
  void expect(bool is_head);

  /// The next line is a status line.
  bool expects_status() const noexcept { return is_new_ && !is_complete_; }
  /// Takes one line, with its end. `is_http1`, where it is a status line: nobody but the server
  /// wrote it; for later versions libcurl makes it up. From the first fault on, nothing is to be
  /// made of the answer.
  Line read(std::string_view line, bool is_http1);

  /// Why the answer cannot be trusted, in words; empty: it can.
  const std::string& fault() const noexcept { return fault_; }
  /// All of the final head came, to the empty line. What comes behind it is no part of it.
  bool is_complete() const noexcept { return is_complete_; }
  /// Of the last status line; 0 before that.
  int status() const noexcept { return status_; }
  bool is_informational() const noexcept { return status_ >= 100 && status_ < 200; }

  /// Whether an answer with this head has a body at all (RFC 9112, section 6.3, rules 1 and 2).
  bool has_body() const noexcept;
  /// Of the body on the wire, in bytes; the most that fits for what is longer. Empty: not told.
  std::optional<std::uint64_t> length() const noexcept { return length_; }
  bool is_chunked() const noexcept { return transfer_codings_ > 0; }
  /// There is a Location that is not empty.
  bool has_location() const noexcept { return has_location_; }
  /// A line of a folded field begins with a tab, which libcurl 7 leaves in the value.
  bool folds_by_tab() const noexcept { return folds_by_tab_; }
  bool has_content_coding() const noexcept { return !content_coding_.empty(); }
  /// The content codings in the order in which they were applied, lower case, without `identity`.
  std::vector<std::string> content_codings() const;

 private:
  enum class Field : std::uint8_t { other, length, transfer_coding, content_coding, location };

  void start(std::string_view line, bool is_http1);
  void add_field(std::string_view line);
  void end_field();
  void end_head();
  void take_length(std::string_view value);
  void take_transfer_coding(std::string_view value);

  bool is_head_ = false;
  /// The next line is a status line.
  bool is_new_ = true;
  bool is_complete_ = false;
  int status_ = 0;
  std::string fault_;
  std::optional<std::uint64_t> length_;
  bool bad_length_ = false;
  int transfer_codings_ = 0;
  bool bad_transfer_coding_ = false;
  bool has_location_ = false;
  std::string content_coding_;
  /// The field that folded lines would continue, where it matters here.
  Field field_ = Field::other;
  std::string value_;
  bool any_field_ = false;
  bool folds_by_tab_ = false;
};

/// Whether the line is a field of that name, which is in lower case.
bool is_field(std::string_view line, std::string_view name) noexcept;

/// The value of a field as it counts: without the blanks around it, and with a blank in place of
/// each fold (RFC 9112, sections 5.1 and 5.2).
std::string field_value(std::string_view raw);

}  // namespace urlfan

#endif  // URLFAN_NET_ANSWER_HEAD_H_
