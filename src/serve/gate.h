#ifndef URLFAN_SERVE_GATE_H_
#define URLFAN_SERVE_GATE_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "src/serve/http_message.h"
#include "src/serve/problem.h"

namespace urlfan {

/// Who may come in.
struct GateRules {
  /// Empty: nobody has to have one.
  std::optional<std::string> token = {};
  /// Off for a socket of this machine's file system, which no browser can reach.
  bool checks_host = true;
  /// Names that a proxy in front hands on, in lower case.
  std::vector<std::string> hosts = {};
};

/// Whether Host names this server by an address, as localhost, or by one of `names`. A page of
/// somebody else's that has its own name point here (DNS rebinding) still says its own name.
bool is_own_host(std::string_view host, const std::vector<std::string>& names);

/// Takes the same time whatever the two have in common.
bool is_same_secret(std::string_view given, std::string_view right);

/// Why this request may not come in, by its head alone; empty: it may. `is_open`: its path needs no
/// token.
std::optional<Problem> refuse(const GateRules& rules, const HttpRequest& head, bool is_open);

}  // namespace urlfan

#endif  // URLFAN_SERVE_GATE_H_
