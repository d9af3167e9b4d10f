#ifndef URLFAN_REQUEST_H_
#define URLFAN_REQUEST_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "urlfan/checks.h"
#include "urlfan/clock.h"
#include "urlfan/error.h"
#include "urlfan/origin.h"

namespace urlfan {

/// Who asks: the user information of a URL, decoded, or what stands in for it. Secret: printed only
/// through Target::display_url.
struct Credentials {
  /// A name, or a token.
  std::string user;
  /// Empty: there was none, not even an empty one.
  std::optional<std::string> password;

  /// Without a password, the user is a token and as secret as one.
  bool is_token() const noexcept { return !password || password->empty(); }
};

/// A URL that was understood: what to fetch, and from where.
struct Target {
  /// Absolute and normalised; user information is taken out.
  std::string url;
  /// The server that it names.
  Origin origin;
  /// What was taken out.
  std::optional<Credentials> credentials;

  /// The URL for people: user information as `user:***@`, or `***@` when it is a lone token.
  std::string display_url() const;
};

/// How a URL without a scheme is completed.
struct UrlDefaults {
  /// Of a host that is written without one: `example.com/a`, `//example.com/a`, `localhost:8080`.
  std::string scheme = "https";
  /// When not empty: what a URL without a scheme is resolved against (RFC 3986, section 5), but for
  /// `name:digits`, which is a host and its port.
  std::string base;
};

/// Understands `url`, or says why not (invalid_input, unsupported_scheme). Thread-safe.
/// Names that are not ASCII need a UTF-8 LC_CTYPE (setlocale).
std::variant<Target, Error> parse_target(std::string_view text, const UrlDefaults& defaults = {});

/// parse_target for line after line. Remembers the last origin: lists name the same one many times,
/// and understanding it again would cost a tenth of a fetch. One thread at a time.
class TargetParser {
 public:
  /// For lines that are all completed in the same way.
  explicit TargetParser(UrlDefaults defaults) : defaults_(std::move(defaults)) {}

  /// What parse_target says.
  std::variant<Target, Error> operator()(std::string_view url);

 private:
  UrlDefaults defaults_;
  /// The last "scheme://name:port" as it was written, in the URL's normal form, and understood.
  std::string written_;
  std::string normal_;
  Origin origin_;
};

/// A header to send (RFC 9110, section 5).
struct Field {
  /// In any case; a token.
  std::string name;
  /// Empty: a header of this name that would be sent otherwise is left out.
  std::optional<std::string> value;
};

/// What a request sends beside its method and its URL. Sent as it is: where its values come from
/// others, make_request sees to it that they say no more than they should.
struct Message {
  /// But for Cookie, which is below, and what frames the message (Content-Length,
  /// Transfer-Encoding).
  std::vector<Field> headers;
  /// The value of Cookie: "name=value; name=value"; may be empty.
  std::optional<std::string> cookies;
  /// Null: there is none. Shared by messages that differ in other things.
  std::shared_ptr<const std::string> body;
  /// The media type of the body, unless a header says it; empty: none is said.
  std::string body_type;
  /// For URLs without user information.
  std::optional<Credentials> credentials;

  /// Whether there is something to say about this header, be it that it is left out. In lower case.
  bool has_header(std::string_view name) const;
};
/// Shared by many requests, hence never changed.
using MessagePtr = std::shared_ptr<const Message>;

/// As curl writes a header: "Name: value", "Name:" for one that is left out, "Name;" for one that
/// is sent empty.
std::string header_line(const Field& header);

/// Whether a header may go where a redirect leads to on another host: one that says nothing of who
/// asks. Not case-sensitive.
bool may_leave_host(std::string_view header_name);

/// Where a request was written. An empty file is a command line, line 0 is none.
struct Location {
  /// As it was named; "-" is standard input.
  std::string file;
  /// From 1.
  std::uint64_t line = 0;
};

/// One line of the list: a plain value.
struct Request {
  /// For the result; the library leaves it empty.
  Location where;
  /// Its place in the whole list, from 0, where the source hands out only a part of it. Empty: the
  /// run counts.
  std::optional<std::uint64_t> index;
  /// What it is called in results and reports.
  std::optional<std::string> name;
  /// The caller's own; comes back in the result, and is nobody else's affair.
  std::uint64_t tag = 0;
  /// An HTTP method, in its own case. Empty where no URL was understood.
  std::string method = "GET";
  /// It is a HEAD, and where its server refuses that (405, 501), it becomes a GET. Its result has
  /// the method that was sent last.
  bool get_if_refused = false;
  /// What is asked for. Of a bad line as far as it was understood.
  Target target;
  /// May be null.
  MessagePtr message;
  /// In place of RunConfig::timeout.
  std::optional<Duration> timeout;
  /// In place of RunConfig::connect_timeout.
  std::optional<Duration> connect_timeout;
  /// In place of RunConfig::follow_redirects.
  std::optional<bool> follow_redirects;
  /// In place of RetryPolicy::retries.
  std::optional<unsigned> retries;
  /// What makes its answer ok. Null: any status below 400.
  ChecksPtr checks;
  /// Set for a line that could not be read: it is answered with this error, nothing is sent.
  std::optional<Error> bad;

  /// Its checks, be there any or not.
  const Checks& expected() const noexcept;
};

/// Whether a request of this method may be sent twice without harm: one of those of which the
/// registry of methods says so (RFC 9110, sections 9.2.2 and 16.1).
bool is_idempotent(std::string_view method) noexcept;

/// Whether a request of this method says how long its body is even when there is none: some servers
/// ask for it (RFC 9110, section 8.6).
bool always_tells_length(std::string_view method) noexcept;

/// A GET of `url`; an unusable URL gives a request that carries its error.
Request make_request(std::string_view url, const UrlDefaults& defaults = {});

/// What the usual requests send beside method and URL.
struct RequestParts {
  /// As in Message::headers; Cookie may be among them.
  std::vector<Field> headers = {};
  /// A body of JSON, as it is to be sent. Its Content-Type is application/json unless a header says
  /// another.
  std::optional<std::string> json = {};
  /// Any other body; one of the two.
  std::optional<std::string> body = {};
  /// The Content-Type of `body`, unless a header says it; empty: none is sent.
  std::string body_type = {};
};

/// A request in one line:
///
///     make_request("POST", url, {.headers = {{"Authorization", "Bearer " + token}}, .json = text})
///
/// `method` is a registered one, or any other token but CONNECT; one that looks like a slip in a
/// registered one is refused. A URL, method, header or body that cannot be sent gives a request
/// that carries its error (invalid_input), so no header gets in by a line end in a value. Requests
/// that send the same may share Request::message.
Request make_request(std::string_view method, std::string_view url, RequestParts parts = {},
                     const UrlDefaults& defaults = {});

}  // namespace urlfan

#endif  // URLFAN_REQUEST_H_
