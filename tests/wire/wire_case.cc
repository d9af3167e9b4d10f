#include "tests/wire/wire_case.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace urlfan {
namespace {

/// What is wrong with a line; who reads the file adds where.
struct BadLine : std::runtime_error {
  using std::runtime_error::runtime_error;
};

std::string unescape(const std::string& text) {
  std::string bytes;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\') {
      bytes += text[i];
      continue;
    }
    const char what = i + 1 < text.size() ? text[i + 1] : '\0';
    ++i;
    if (what == 'r') {
      bytes += '\r';
    } else if (what == 'n') {
      bytes += '\n';
    } else if (what == '\\') {
      bytes += '\\';
    } else if (what == 'x' && i + 2 < text.size()) {
      bytes += static_cast<char>(std::stoi(text.substr(i + 1, 2), nullptr, 16));
      i += 2;
    } else {
      throw BadLine("expected \\r, \\n, \\\\ or \\xHH");
    }
  }
  return bytes;
}

std::vector<WireVerdict> parse_verdicts(const std::string& text) {
  std::vector<WireVerdict> verdicts(1);
  std::istringstream words(text);
  for (std::string word; words >> word;) {
    if (word == "|") {
      verdicts.emplace_back();
    } else if (verdicts.back().code.empty()) {
      verdicts.back().code = word;
    } else {
      verdicts.back().status = std::stoi(word);
    }
  }
  for (const auto& verdict : verdicts) {
    if (verdict.code.empty()) throw BadLine("expected ok or an error code");
  }
  return verdicts;
}

void read_key(WireCase& wire, const std::string& line) {
  const auto colon = line.find(": ");
  if (colon == std::string::npos) throw BadLine("expected KEY: VALUE");
  const std::string key = line.substr(0, colon);
  const std::string value = line.substr(colon + 2);
  if (key == "request") {
    wire.method = value;
  } else if (key == "option") {
    wire.option = value;
  } else if (key == "expect") {
    wire.expect = value;
  } else if (key == "verdict") {
    wire.verdicts = parse_verdicts(value);
  } else if (key == "body") {
    wire.body = value;
  } else if (key == "header") {
    const auto inner = value.find(": ");
    if (inner == std::string::npos) throw BadLine("expected header: NAME: VALUE");
    wire.headers.emplace_back(value.substr(0, inner), unescape(value.substr(inner + 2)));
  } else if (key == "no-header") {
    wire.absent_headers.push_back(value);
  } else {
    throw BadLine("there is no key " + key);
  }
}

/// Adds what is sent by a line.
class Script {
 public:
  explicit Script(std::vector<WireStep>& steps) : steps_(steps) {}

  void add(const std::string& line) {
    if (line == "@bytewise") {
      kind_ = WireStep::Kind::send_bytewise;
    } else if (line == "@later") {
      steps_.push_back({.kind = WireStep::Kind::wait_a_little});
    } else if (line == "@close") {
      steps_.push_back({.kind = WireStep::Kind::close});
    } else if (line == "@reset") {
      steps_.push_back({.kind = WireStep::Kind::reset});
    } else if (line.starts_with("@repeat ")) {
      repeat(line.substr(8));
    } else {
      send(unescape(line));
    }
  }

 private:
  void repeat(const std::string& words) {
    const auto blank = words.find(' ');
    if (blank == std::string::npos) throw BadLine("expected @repeat COUNT TEXT");
    const std::string piece = unescape(words.substr(blank + 1));
    std::string all;
    for (int i = std::stoi(words); i > 0; --i) all += piece;
    send(all);
  }

  void send(const std::string& bytes) {
    if (steps_.empty() || steps_.back().kind != kind_) steps_.push_back({.kind = kind_});
    steps_.back().bytes += bytes;
  }

  std::vector<WireStep>& steps_;
  WireStep::Kind kind_ = WireStep::Kind::send;
};

WireCase read_wire_case(const std::filesystem::path& file) {
  WireCase wire;
  wire.name = file.stem().string();
  std::ifstream in(file);
  Script script(wire.steps);
  bool in_head = true;
  int number = 0;
  for (std::string line; std::getline(in, line);) {
    ++number;
    try {
      if (!in_head) {
        script.add(line);
      } else if (line == "--") {
        in_head = false;
      } else if (!line.starts_with('#')) {
        read_key(wire, line);
      }
    } catch (const std::exception& error) {
      throw std::runtime_error(file.string() + ":" + std::to_string(number) + ": " + error.what());
    }
  }
  if (in_head || wire.verdicts.empty()) {
    throw std::runtime_error(file.string() + ": expected a verdict and an answer behind --");
  }
  return wire;
}

}  // namespace

bool WireCase::ends_by_timeout() const {
  return std::any_of(verdicts.begin(), verdicts.end(),
                     [](const WireVerdict& verdict) { return verdict.code == "timeout"; });
}

std::vector<WireCase> read_wire_cases(const std::string& folder) {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  std::vector<WireCase> cases;
  for (const auto& file : files) cases.push_back(read_wire_case(file));
  return cases;
}

}  // namespace urlfan
