#include "src/serve/router.h"

#include <array>
#include <optional>

namespace urlfan {
namespace {

constexpr std::string_view kId = "{id}";

constexpr std::array kRoutes{
    Route{.method = "POST", .path = "/v1/fetch", .action = Action::fetch, .has_body = true},
    Route{.method = "POST", .path = "/v1/runs", .action = Action::add_run, .has_body = true},
    Route{.method = "GET", .path = "/v1/runs", .action = Action::list_runs},
    Route{.method = "GET", .path = "/v1/runs/{id}", .action = Action::show_run},
    Route{.method = "DELETE", .path = "/v1/runs/{id}", .action = Action::cancel_run},
    Route{.method = "POST", .path = "/v1/runs/{id}/resume", .action = Action::resume_run},
    Route{.method = "GET", .path = "/v1/runs/{id}/results", .action = Action::show_results},
    Route{.method = "GET", .path = "/v1/runs/{id}/report", .action = Action::show_report},
    Route{.method = "POST",
          .path = "/v1/schedules",
          .action = Action::add_schedule,
          .has_body = true},
    Route{.method = "GET", .path = "/v1/schedules", .action = Action::list_schedules},
    Route{.method = "GET", .path = "/v1/schedules/{id}", .action = Action::show_schedule},
    Route{.method = "DELETE", .path = "/v1/schedules/{id}", .action = Action::remove_schedule},
    Route{.method = "GET", .path = "/concurrent_requests/", .action = Action::seed},
    Route{.method = "GET", .path = "/healthz", .action = Action::healthz, .is_open = true},
    Route{.method = "GET", .path = "/readyz", .action = Action::readyz, .is_open = true},
    Route{.method = "GET", .path = "/metrics", .action = Action::metrics},
    Route{.method = "GET", .path = "/openapi.json", .action = Action::openapi},
};

/// What stands in the place of {id}, or nothing where there is none; empty: another path.
std::optional<std::string_view> match(std::string_view pattern, std::string_view path) {
  const auto at = pattern.find(kId);
  if (at == std::string_view::npos) {
    return pattern == path ? std::optional(std::string_view()) : std::nullopt;
  }
  const std::string_view before = pattern.substr(0, at);
  const std::string_view behind = pattern.substr(at + kId.size());
  if (path.size() <= before.size() + behind.size() || !path.starts_with(before) ||
      !path.ends_with(behind)) {
    return {};
  }
  const auto id = path.substr(before.size(), path.size() - before.size() - behind.size());
  return id.find('/') == std::string_view::npos ? std::optional(id) : std::nullopt;
}

}  // namespace

std::span<const Route> routes() noexcept { return kRoutes; }

Destination find_route(std::string_view method, std::string_view path) {
  const std::string_view wanted = method == "HEAD" ? "GET" : method;
  Destination to;
  for (const Route& route : kRoutes) {
    const auto id = match(route.path, path);
    if (!id) continue;
    if (!to.allowed.empty()) to.allowed += ", ";
    to.allowed += route.method;
    if (route.method == "GET") to.allowed += ", HEAD";
    if (route.method != wanted) continue;
    to.route = &route;
    to.id = *id;
  }
  return to;
}

}  // namespace urlfan
