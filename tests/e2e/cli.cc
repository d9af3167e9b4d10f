#include "tests/e2e/cli.h"

#include <gtest/gtest.h>

#include <sstream>
#include <stdexcept>
#include <string_view>
#include <thread>
#include <utility>

#include "tests/support/temporary_folder.h"

namespace urlfan {

std::vector<Json> Outcome::lines() const {
  std::vector<Json> all;
  std::istringstream text(out);
  for (std::string line; std::getline(text, line);) all.push_back(Json::parse(line));
  return all;
}

std::vector<std::string> report_kinds() {
  // What it says to a kind that there is not: "expected a, b or c".
  const std::string said = run_urlfan({"--report", "no-such=x", "http://h/"}).err;
  constexpr std::string_view before = "; expected ";
  const auto list = said.find(before);
  if (list == std::string::npos) throw std::runtime_error("no kinds of reports in: " + said);
  std::istringstream words(said.substr(list + before.size()));
  std::vector<std::string> kinds;
  for (std::string word; words >> word;) {
    if (word.ends_with(',')) word.pop_back();
    if (word != "or") kinds.push_back(word);
  }
  return kinds;
}

std::vector<std::string> urlfan_command(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), URLFAN_BINARY);
  return arguments;
}

std::vector<std::string> no_names() {
  return {"unshare",
          "--map-root-user",
          "--mount",
          "/usr/bin/python3",
          URLFAN_SOURCE_DIR "/tests/e2e/own_names.py",
          "none"};
}

std::vector<std::string> silent_names() {
  return {"unshare", "--map-root-user",  "--mount",
          "--net",   "/usr/bin/python3", URLFAN_SOURCE_DIR "/tests/e2e/own_names.py",
          "silent"};
}

std::vector<std::string> ipv4_names() {
  return {"unshare", "--map-root-user",  "--mount",
          "--net",   "/usr/bin/python3", URLFAN_SOURCE_DIR "/tests/e2e/own_names.py",
          "ipv4"};
}

Outcome run_program(const Launch& launch, const std::string& input) {
  Process process(launch);
  // From a thread of its own: a long list fills the pipe while the results fill the other one.
  std::thread writer([&] {
    process.write(input);
    process.close_input();
  });
  process.read_until([](const Process&) { return false; }, std::chrono::seconds(100));
  writer.join();
  Outcome run;
  run.code = process.wait();
  run.out = process.out();
  run.err = process.err();
  run.peak_memory = process.peak_memory();
  return run;
}

Outcome run_urlfan(const std::vector<std::string>& arguments, const std::string& input,
                   Launch launch) {
  auto command = urlfan_command(arguments);
  launch.arguments.insert(launch.arguments.end(), command.begin(), command.end());
  return run_program(launch, input);
}

void expect_valid(const std::string& text) {
  const TemporaryFolder folder;
  const std::string schema = folder.write("schema.json", run_urlfan({"--schema"}).out);
  const std::string instance = folder.write("instance.json", text);
  const std::string script =
      "import json, sys, jsonschema\n"
      "schema = json.load(open(sys.argv[1]))\n"
      "jsonschema.Draft202012Validator.check_schema(schema)\n"
      "validator = jsonschema.Draft202012Validator(schema)\n"
      "text = open(sys.argv[2]).read()\n"
      "whole = [text] if text.startswith('{\"schema\"') else text.splitlines()\n"
      "for part in whole: validator.validate(json.loads(part))\n";
  Process python({.arguments = {"/usr/bin/python3", "-c", script, schema, instance}});
  const int code = python.wait();
  skip_without_module("jsonschema", python.err());
  EXPECT_EQ(code, 0) << python.err();
}

}  // namespace urlfan
