#ifndef URLFAN_LIST_URL_PARSER_H_
#define URLFAN_LIST_URL_PARSER_H_

#include <functional>
#include <string_view>
#include <variant>

#include "urlfan/request.h"

namespace urlfan {

/// Understands a URL; parse_target with its defaults, handed in by the command line.
using UrlParser = std::function<std::variant<Target, Error>(std::string_view)>;

}  // namespace urlfan

#endif  // URLFAN_LIST_URL_PARSER_H_
