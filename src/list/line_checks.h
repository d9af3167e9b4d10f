#ifndef URLFAN_LIST_LINE_CHECKS_H_
#define URLFAN_LIST_LINE_CHECKS_H_

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "src/check/check_text.h"
#include "src/list/line_tokens.h"
#include "src/list/url_parser.h"
#include "urlfan/checks.h"
#include "urlfan/request.h"

namespace urlfan {

// The checks of a line, whatever they are: what there is says src/check/kinds.h. All throw
// LineProblem.

/// The operator of a check, which may be held by the quotes of all of it.
OperatorPlace operator_of(const Token& token);

/// Adds the check that a word of a line is. False when it is none.
bool add_check(Checks& checks, const Token& token);

/// Adds the one check that a text is as a whole, with its blanks.
void add_whole_check(Checks& checks, std::string_view text, const Variables& variables);
/// The same where nothing can be filled in.
void add_whole_check(Checks& checks, std::string_view text);

/// What is left of an operator between blanks, status = 200, and what is none behind the name of a
/// check of a text, contains<a.
void refuse_misplaced_operator(const Token& token);

/// "did you mean status? ", the start of what is expected in place of an unknown key; empty where
/// nothing is like it. `others` are keys of a line beside its checks.
std::string meant_key(std::string_view key, std::vector<std::string_view> others = {});
/// "unknown key "abc"", of a text whose name ends at `end`.
std::string unknown_key(std::string_view text, std::size_t end);

/// What stands in a text line, and there no second time.
template <typename Value>
void once(std::optional<Value>& field, std::string_view key, std::type_identity_t<Value>&& value) {
  if (field) refuse_second(key);
  field = std::move(value);
}

/// What a line checks that has `own` checks and is under the `defaults`, which may be null. What it
/// does not check by itself, it checks as they say: its own check of a subject (the status, this
/// header, this pointer, this text of the body) stands for all that they have of it. URLs in it are
/// made absolute, as in complete_urls().
ChecksPtr with_defaults(Checks&& own, const ChecksPtr& defaults, const UrlParser& parse,
                        std::string_view url);

/// Makes the URLs that the checks have absolute, by `parse`; a path of which that does not know
/// whose it is belongs to `url`, which may be empty. Throws LineProblem.
void complete_urls(Checks& checks, const UrlParser& parse, std::string_view url);

/// Throws LineProblem when the request can have no answer that passes.
void require_possible(const Request& request);

}  // namespace urlfan

#endif  // URLFAN_LIST_LINE_CHECKS_H_
