#ifndef URLFAN_OUTPUT_JSON_WRITER_H_
#define URLFAN_OUTPUT_JSON_WRITER_H_

#include <charconv>
#include <concepts>
#include <cstddef>
#include <cstring>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "urlfan/clock.h"

namespace urlfan {

/// Appends JSON to a text, member by member, with no tree in between: with one, the output cost
/// more CPU than the fetch. The caller opens, closes and names in the right order.
class JsonWriter {
 public:
  void open_object() { open('{'); }
  void close_object() { close('}'); }
  void open_array() { open('['); }
  void close_array() { close(']'); }

  /// The name of the member whose value comes next. Written as it is, so it must need no escape.
  /// Inlined always: a result has fifty, of which the compiler knows the size only there.
  [[gnu::always_inline]] void key(std::string_view name) {
    char* to = room(name.size() + 4);
    if (comma_) *to++ = ',';
    *to++ = '"';
    to = put(to, name);
    *to++ = '"';
    *to++ = ':';
    advance_to(to);
    comma_ = false;
  }

  /// The same for a name of somebody else's, with whatever is in it.
  void any_key(std::string_view name) {
    value(name);
    raw_colon();
  }

  [[gnu::always_inline]] void null() { raw("null"); }
  void value(bool flag) { raw(flag ? "true" : "false"); }
  template <std::integral Number>
  requires(!std::same_as<Number, bool>) void value(Number number) {
    char* to = separate(24);
    advance_to(std::to_chars(to, to + 24, number).ptr);
  }
  /// Milliseconds, exact to the microsecond.
  void value(Duration duration);
  /// Bytes that are not UTF-8 become U+FFFD.
  void value(std::string_view text);
  void value(const char* text) { value(std::string_view(text)); }
  template <typename Value>
  void value(const std::optional<Value>& maybe) {
    if (maybe) {
      value(*maybe);
    } else {
      null();
    }
  }

  /// A value that is JSON text already.
  void json(std::string_view text) { raw(text); }

  template <typename Value>
  [[gnu::always_inline]] void member(std::string_view name, const Value& content) {
    key(name);
    value(content);
  }
  /// null for an empty text.
  [[gnu::always_inline]] void member_or_null(std::string_view name, std::string_view text) {
    key(name);
    if (text.empty()) {
      null();
    } else {
      value(text);
    }
  }

  /// Text between values, as it is.
  void verbatim(std::string_view text) {
    // Without a byte to write there may be no room yet, and so no place to write to.
    if (!text.empty()) advance_to(put(room(text.size()), text));
    comma_ = false;
  }

  /// Until the next call of any other.
  std::string_view text() const { return {out_.get(), size_}; }
  std::string take() const { return std::string(text()); }
  /// Starts anew. Room that few texts need is not kept.
  void clear();

 private:
  void open(char bracket) {
    char* to = separate(1);
    *to = bracket;
    advance_to(to + 1);
    comma_ = false;
  }
  void close(char bracket) {
    char* to = room(1);
    *to = bracket;
    advance_to(to + 1);
    comma_ = true;
  }
  void raw_colon() {
    char* to = room(1);
    *to = ':';
    advance_to(to + 1);
    comma_ = false;
  }
  [[gnu::always_inline]] void raw(std::string_view text) {
    advance_to(put(separate(text.size()), text));
  }

  /// Room for `bytes` at the end of what is written.
  char* room(std::size_t bytes) {
    if (size_ + bytes > capacity_) grow(bytes);
    return out_.get() + size_;
  }
  /// The same, after the comma that a value may need before it.
  char* separate(std::size_t bytes) {
    char* to = room(bytes + 1);
    if (comma_) *to++ = ',';
    comma_ = true;
    return to;
  }
  static char* put(char* to, std::string_view text) {
    std::memcpy(to, text.data(), text.size());
    return to + text.size();
  }
  void advance_to(const char* end) { size_ = static_cast<std::size_t>(end - out_.get()); }
  void grow(std::size_t bytes);
  /// Writes some of the text, escaped, and takes it off.
  void put_some(std::string_view& text);

  // Not a string: that would write zeros first, and this is the hot path of every result.
  std::unique_ptr<char[]> out_;
  std::size_t capacity_ = 0;
  std::size_t size_ = 0;
  bool comma_ = false;
};

}  // namespace urlfan

#endif  // URLFAN_OUTPUT_JSON_WRITER_H_
