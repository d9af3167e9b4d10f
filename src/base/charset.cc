#include "src/base/charset.h"

#include <iconv.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>
#include <utility>

#include "src/base/charset_labels.h"
#include "src/base/text.h"

namespace urlfan {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

/// Cuts off what stands before the next semicolon that is in no quotes.
std::string_view next_part(std::string_view& rest) {
  bool quoted = false;
  // Most have no quote, and nothing behind the media type.
  std::size_t end = std::min(rest.find(';'), rest.size());
  if (rest.substr(0, end).find('"') != std::string_view::npos) end = 0;
  for (; end < rest.size() && (quoted || rest[end] != ';'); ++end) {
    if (rest[end] == '"') quoted = !quoted;
    if (quoted && rest[end] == '\\') ++end;
  }
  end = std::min(end, rest.size());
  const auto part = without_blanks(rest.substr(0, end));
  rest.remove_prefix(std::min(end + 1, rest.size()));
  return part;
}

/// The first charset that a Content-Type names (RFC 9110, section 8.3.1); empty without one.
std::string_view charset_of(std::string_view content_type) {
  next_part(content_type);  // the media type
  while (!content_type.empty()) {
    const auto part = next_part(content_type);
    const auto equals = std::min(part.find('='), part.size());
    if (lower_case(without_blanks(part.substr(0, equals))) != "charset") continue;
    auto value = without_blanks(part.substr(std::min(equals + 1, part.size())));
    if (value.starts_with('"')) value.remove_prefix(1);
    if (value.ends_with('"')) value.remove_suffix(1);
    return without_blanks(value);
  }
  return {};
}

/// Whether a media type is one of text.
bool is_text(std::string_view content_type) {
  const std::string type = lower_case(next_part(content_type));
  if (type.starts_with("text/") || type.ends_with("+json") || type.ends_with("+xml")) return true;
  constexpr std::array<std::string_view, 11> others{"application/json",
                                                    "application/xml",
                                                    "application/javascript",
                                                    "application/ecmascript",
                                                    "application/x-ndjson",
                                                    "application/jsonl",
                                                    "application/yaml",
                                                    "application/x-yaml",
                                                    "application/x-javascript",
                                                    "application/toml",
                                                    "application/x-www-form-urlencoded"};
  return std::find(others.begin(), others.end(), type) != others.end();
}

/// What the mark at its start says a text is written in; the mark is cut off.
const Encoding* take_mark(std::string_view& body) {
  constexpr std::array<std::pair<std::string_view, const Encoding*>, 3> marks{
      std::pair{std::string_view("\xEF\xBB\xBF"), &kUtf8},
      std::pair{std::string_view("\xFF\xFE"), &kUtf16Le},
      std::pair{std::string_view("\xFE\xFF"), &kUtf16Be}};
  for (const auto& [mark, encoding] : marks) {
    if (!body.starts_with(mark)) continue;
    body.remove_prefix(mark.size());
    return encoding;
  }
  return nullptr;
}

/// Owns what iconv_open made.
class Converter {
 public:
  explicit Converter(const char* from) : conversion_(::iconv_open("UTF-8", from)) {}
  Converter(const Converter&) = delete;
  Converter& operator=(const Converter&) = delete;
  ~Converter() {
    if (works()) ::iconv_close(conversion_);
  }
  /// Not where this system does not have it.
  bool works() const noexcept {
    // NOLINTNEXTLINE(*-no-int-to-ptr,*-pro-type-cstyle-cast): it is what POSIX compares with
    return conversion_ != (iconv_t)-1;
  }

  /// Takes what can be read off `rest`, or, when that is all, what the conversion has kept back.
  /// The errno of what stopped it; 0 at the end.
  int convert(std::string_view& rest, std::string& out) {
    std::array<char, 4096> room{};
    // NOLINTNEXTLINE(*-pro-type-const-cast): iconv does not write there, its type is older
    char* from = const_cast<char*>(rest.data());
    std::size_t left = rest.size();
    int stopped = E2BIG;
    while (stopped == E2BIG) {
      char* to = room.data();
      std::size_t free = room.size();
      const bool all = ::iconv(conversion_, left > 0 ? &from : nullptr, &left, &to, &free) !=
                       static_cast<std::size_t>(-1);
      stopped = all ? 0 : errno;
      out.append(room.data(), room.size() - free);
    }
    rest.remove_prefix(rest.size() - left);
    return stopped;
  }

 private:
  iconv_t conversion_;
};

/// The standard reads a byte that a code page of Windows leaves free as the control character of
/// that number; glibc reads it as nothing.
std::string instead_of(unsigned char byte, const Encoding& encoding) {
  const bool of_windows = std::string_view(encoding.iconv_name).starts_with("CP125");
  if (!of_windows || byte < 0x80 || byte > 0x9F) return std::string(kReplacement);
  return {'\xC2', static_cast<char>(byte)};
}

std::optional<std::string> convert(std::string_view body, const Encoding& encoding, bool cut) {
  Converter converter(encoding.iconv_name);
  if (!converter.works()) return {};
  // Of UTF-16 one unit is wrong, of others one byte.
  const std::size_t unit = std::string_view(encoding.iconv_name).starts_with("UTF-16") ? 2 : 1;
  std::string out;
  while (!body.empty()) {
    const int stopped = converter.convert(body, out);
    if (stopped == 0) break;
    if (stopped == EINVAL) {
      if (!cut) out += kReplacement;
      break;
    }
    out += instead_of(static_cast<unsigned char>(body.front()), encoding);
    body.remove_prefix(std::min(unit, body.size()));
  }
  std::string_view nothing;
  converter.convert(nothing, out);
  return out;
}

/// UTF-8 that is valid; nothing where the text is that already.
std::optional<std::string> repair(std::string_view text, bool cut) {
  if (cut) text = drop_cut_character(text);
  auto valid = valid_utf8_prefix(text);
  if (valid == text.size()) return {};
  std::string out;
  while (true) {
    out += text.substr(0, valid);
    text.remove_prefix(valid);
    if (text.empty()) return out;
    out += kReplacement;
    text.remove_prefix(1);
    valid = valid_utf8_prefix(text);
  }
}

}  // namespace

bool says_how_to_read(std::string_view body, std::string_view content_type) noexcept {
  constexpr unsigned char first_of_marks = 0xEF;
  return content_type.find(';') != std::string_view::npos ||
         (!body.empty() && static_cast<unsigned char>(body.front()) >= first_of_marks);
}

BodyText read_body(std::string_view body, std::string_view content_type, bool cut) {
  BodyText text;
  const auto label = charset_of(content_type);
  const bool may_have_mark = !label.empty() || is_text(content_type) || content_type.empty();
  if (!may_have_mark) return text;
  const auto whole = body.size();
  const Encoding* encoding = take_mark(body);
  if (encoding == nullptr && !label.empty()) {
    encoding = find_encoding(label);
    if (encoding == nullptr) text.unknown_charset = label;
  }
  text.told = encoding != nullptr;
  if (!text.told && content_type.empty()) return text;
  if (text.told && encoding->iconv_name != std::string_view(kUtf8.iconv_name)) {
    if (encoding->extends_ascii && is_ascii(body)) return text;
    text.decoded = convert(body, *encoding, cut);
    if (text.decoded) return text;
    text.told = false;
    text.unknown_charset = label;
  }
  text.decoded = repair(body, cut);
  if (!text.decoded && body.size() < whole) {
    text.decoded = std::string(body);
  } else if (text.told && !is_text(content_type)) {
    text.told = false;  // such as a picture that is said to be UTF-8
  }
  return text;
}

}  // namespace urlfan
