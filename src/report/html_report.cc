#include "src/report/html_report.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

#include "src/base/hex.h"
#include "src/base/sha256.h"
#include "src/base/text.h"
#include "src/output/json_writer.h"
#include "src/report/page_sources.h"

namespace urlfan {
namespace {

constexpr std::string_view kData = "<!-- @data -->";

/// As a Content-Security-Policy names a script or style.
std::string source_of(std::string_view text) {
  const std::string hex = sha256_hex(text);
  std::string bytes;
  for (std::size_t i = 0; i < hex.size(); i += 2) {
    bytes += static_cast<char>(hex_value(hex[i]) * 16 + hex_value(hex[i + 1]));
  }
  return "'sha256-" + base64(bytes) + "'";
}

std::string policy() {
  return R"(<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src )" +
         source_of(page_script()) + "; style-src " + source_of(page_style()) +
         R"(; img-src data:; base-uri 'none'; form-action 'none'">)";
}

/// Empty where there is none.
std::string command_record(const Result& result) {
  if (!result.curl_command) return {};
  JsonWriter json;
  json.open_object();
  json.member("type", "curl");
  json.member("index", result.index);
  json.member("command", *result.curl_command);
  json.close_object();
  return std::move(json).take() + "\n";
}

void put(std::string& page, std::string_view place, std::string_view part) {
  page.replace(page.find(place), place.size(), part);
}

}  // namespace

HtmlReport::HtmlReport(std::ostream& out)
    : out_(out), text_(out), packed_(&text_), records_(packed_) {
  packed_.exceptions(std::ios::badbit | std::ios::failbit);
}

void HtmlReport::begin() {
  if (begun_) return;
  std::string head(page_skeleton().substr(0, page_skeleton().find(kData)));
  put(head, "<!-- @csp -->", policy());
  put(head, "<!-- @style -->", "<style>" + std::string(page_style()) + "</style>");
  head += "<script type=\"application/gzip\" id=\"data\">\n";
  out_ << head;
  begun_ = true;
}

void HtmlReport::write(const Result& result) {
  begin();
  records_.write("", result, "\n" + command_record(result));
}

void HtmlReport::finish(const Summary& summary) {
  begin();
  records_.write("", summary, "\n");
  text_.end();
  std::string tail("</script>");
  tail += page_skeleton().substr(page_skeleton().find(kData) + kData.size());
  put(tail, "<!-- @script -->", "<script>" + std::string(page_script()) + "</script>");
  out_ << tail << std::flush;
}

}  // namespace urlfan
