#ifndef URLFAN_MODEL_MESSAGE_H_
#define URLFAN_MODEL_MESSAGE_H_

#include <optional>
#include <string>
#include <string_view>

#include "urlfan/request.h"

// What a request may send, whoever wrote it. Each refusal is a sentence that says what is wrong and
// what was expected, without values, which can be secrets; empty: there is nothing wrong.

namespace urlfan {

/// One of the methods that text lists know: those that are registered, PURGE and BAN.
bool is_method(std::string_view token) noexcept;
/// The one that is meant by a slip; empty: none, or it is one itself.
std::string nearest_method(std::string_view token);

/// Whether a request of this method may have a body (RFC 9110, section 9.3).
bool may_have_body(std::string_view method) noexcept;

/// Any other token is a method, too, unless it looks like a slip.
std::optional<std::string> refuse_method(std::string_view method);
std::optional<std::string> refuse_body(const std::string& method);
std::optional<std::string> refuse_header_name(std::string_view name);
/// `key` is what the value was given to; `name` is in lower case.
std::optional<std::string> refuse_header_value(std::string_view key, const std::string& name,
                                               std::string_view value);

/// Adds a header to send, unless it is refused. Cookies of several such headers add up.
[[nodiscard]] std::optional<std::string> put_header(Message& message, std::string_view key,
                                                    Field header);

}  // namespace urlfan

#endif  // URLFAN_MODEL_MESSAGE_H_
