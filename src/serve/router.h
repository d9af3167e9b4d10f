#ifndef URLFAN_SERVE_ROUTER_H_
#define URLFAN_SERVE_ROUTER_H_

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace urlfan {

/// What can be asked of the server.
enum class Action : std::uint8_t {
  fetch,
  add_run,
  list_runs,
  show_run,
  cancel_run,
  resume_run,
  show_results,
  show_report,
  add_schedule,
  list_schedules,
  show_schedule,
  remove_schedule,
  seed,
  healthz,
  readyz,
  metrics,
  openapi
};

/// A row of the table.
struct Route {
  std::string_view method;
  /// A part of it that is {id} is any text without a slash.
  std::string_view path;
  Action action;
  /// Needs no token.
  bool is_open = false;
  /// Comes with a body of JSON.
  bool has_body = false;
};

/// All of them.
std::span<const Route> routes() noexcept;

/// Where a request leads to.
struct Destination {
  /// Null: nowhere.
  const Route* route = nullptr;
  /// What stands in the place of {id}.
  std::string id = {};
  /// The methods that the path has, as Allow lists them; empty: there is no such path.
  std::string allowed = {};
};

/// A HEAD is a GET here.
Destination find_route(std::string_view method, std::string_view path);

}  // namespace urlfan

#endif  // URLFAN_SERVE_ROUTER_H_
