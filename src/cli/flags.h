#ifndef URLFAN_CLI_FLAGS_H_
#define URLFAN_CLI_FLAGS_H_

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace urlfan {

/// What was typed, or stands in the --config file, with the defaults that --help shows.
struct Flags {
  std::vector<std::string> inputs;
  std::string base_url;
  std::string default_scheme = "https";
  bool allow_empty = false;

  std::size_t concurrency = 100;
  std::size_t per_host = 10;
  std::string threads = "auto";

  std::string timeout = "10s";
  std::string connect_timeout = "5s";

  std::string user_agent;
  bool compressed = false;
  std::string http = "auto";
  bool follow = true;
  std::size_t max_redirs = 10;

  std::string cacert;
  std::string capath;

  std::string max_body = "100M";
  std::string max_headers = "256K";

  std::string format = "json";
  std::string order;
  std::string show = "all";
  std::string output;
  std::string body = "100";
  bool hash = false;

  int verbose = 0;
  int quiet = 0;
  std::string log_level;
  std::string log_format = "text";
  std::optional<bool> progress;
  bool no_color = false;

  bool dry_run = false;
  bool schema = false;
};

/// Reads the command line. Returns an exit code when there is nothing left to run: after --help
/// or --version (printed on standard output), or after an error (told on standard error).
std::optional<int> parse_flags(int argc, char** argv, Flags& flags);

}  // namespace urlfan

#endif  // URLFAN_CLI_FLAGS_H_
