#ifndef URLFAN_TESTS_WIRE_WIRE_CASE_H_
#define URLFAN_TESTS_WIRE_WIRE_CASE_H_

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace urlfan {

/// What one answer may be told as. An answer that the RFCs leave to the client has several.
struct WireVerdict {
  /// "ok" or an error code.
  std::string code;
  /// Empty: any, or none.
  std::optional<int> status;
};

/// What a server does, one after the other.
struct WireStep {
  enum class Kind { send, send_bytewise, wait_a_little, close, reset };
  Kind kind = Kind::send;
  std::string bytes = {};
};

/// One answer of the corpus: a file of tests/wire/answers.
///
///     # Why this is right, and where the RFCs say so.
///     request: HEAD              the method; GET without it
///     option: --compressed       of the command line; none without it
///     expect: {"contains": "fine"}  what its line expects, as JSON; nothing without it
///     verdict: ok 200 | protocol_error
///     body: "fine\n"             what the result shows, as JSON; not looked at without it
///     header: x-name: value      a header that the result has; can stand several times
///     no-header: x-name          one that it has not
///     --
///     HTTP/1.1 200 OK\r\n        what is sent, with \r, \n, \\ and \xHH; line ends do not count
///     @repeat 1000 ab            the same text many times
///     @bytewise                  what follows goes out byte by byte
///     @later                     what follows goes out when the rest has been read
///     @close, @reset             the server hangs up; else it waits for the next request
struct WireCase {
  std::string name;
  std::string method = "GET";
  std::string option;
  /// JSON text.
  std::optional<std::string> expect;
  std::vector<WireVerdict> verdicts;
  /// JSON text.
  std::optional<std::string> body;
  std::vector<std::pair<std::string, std::string>> headers;
  std::vector<std::string> absent_headers;
  std::vector<WireStep> steps;

  /// Nothing ends this answer but the client's own clock.
  bool ends_by_timeout() const;
};

/// The whole corpus, sorted by name. Throws std::runtime_error with file and line.
std::vector<WireCase> read_wire_cases(const std::string& folder);

}  // namespace urlfan

#endif  // URLFAN_TESTS_WIRE_WIRE_CASE_H_
