#ifndef URLFAN_LIST_MESSAGE_VALUES_H_
#define URLFAN_LIST_MESSAGE_VALUES_H_

#include <string>
#include <string_view>

#include "urlfan/request.h"

namespace urlfan {

// What requests send, as lists and the command line write it. `key` is what a value was given to,
// for the message. All throw LineProblem.

/// "Name: value"; "Name:" leaves the header out, "Name;" sends it empty.
Field header_field(std::string_view key, std::string_view text);

/// Adds a header to send. `value` empty: it is left out.
void add_header(Message& message, std::string_view key, Field header);

/// What a line sends that has `own` to say: that, and of `defaults`, which may be null, what it
/// does not say itself.
MessagePtr with_defaults(const MessagePtr& own, const MessagePtr& defaults);

/// The same without a body.
MessagePtr without_body(const MessagePtr& message);

}  // namespace urlfan

#endif  // URLFAN_LIST_MESSAGE_VALUES_H_
