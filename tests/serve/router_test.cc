#include "src/serve/router.h"

#include <gtest/gtest.h>

#include <string>

namespace urlfan {
namespace {

TEST(Router, FindsEachOfItsRoutes) {
  for (const Route& route : routes()) {
    std::string path(route.path);
    if (const auto at = path.find("{id}"); at != std::string::npos) path.replace(at, 4, "abc");
    const Destination to = find_route(route.method, path);
    ASSERT_EQ(to.route, &route) << route.method << ' ' << route.path;
    EXPECT_EQ(to.id, path == route.path ? "" : "abc");
  }
}

TEST(Router, TellsTheMethodsOfAPathThatHasOthers) {
  const Destination to = find_route("PUT", "/v1/runs/abc");
  EXPECT_EQ(to.route, nullptr);
  EXPECT_EQ(to.allowed, "GET, HEAD, DELETE");
}

TEST(Router, TakesAHeadForAGet) {
  EXPECT_EQ(find_route("HEAD", "/v1/runs").route, find_route("GET", "/v1/runs").route);
}

TEST(Router, LeadsNowhereElse) {
  for (const char* path : {"/", "", "/v1/runs/", "/v1/runs//results", "/v1/runs/a/b",
                           "/v1/runs/a/results/", "/v1/run", "/healthz/", "//healthz"}) {
    const Destination to = find_route("GET", path);
    EXPECT_EQ(to.route, nullptr) << path;
    EXPECT_EQ(to.allowed, "") << path;
  }
}

}  // namespace
}  // namespace urlfan
