#include "src/serve/problem.h"

#include "src/output/json_writer.h"

namespace urlfan {

const char* reason_phrase(int status) noexcept {
  switch (status) {
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 409:
      return "Conflict";
    case 413:
      return "Content Too Large";
    case 414:
      return "URI Too Long";
    case 415:
      return "Unsupported Media Type";
    case 421:
      return "Misdirected Request";
    case 422:
      return "Unprocessable Content";
    case 429:
      return "Too Many Requests";
    case 431:
      return "Request Header Fields Too Large";
    case 501:
      return "Not Implemented";
    case 503:
      return "Service Unavailable";
    case 507:
      return "Insufficient Storage";
    default:
      return "Internal Server Error";
  }
}

HttpAnswer to_answer(const Problem& problem) {
  JsonWriter json;
  json.open_object();
  json.member("type", "about:blank");
  json.member("title", reason_phrase(problem.status));
  json.member("status", problem.status);
  json.member("detail", problem.detail);
  json.close_object();
  HttpAnswer answer{.status = problem.status,
                    .type = "application/problem+json",
                    .headers = problem.headers,
                    .body = json.take() + "\n"};
  if (problem.retry_after) {
    answer.headers.emplace_back("Retry-After", std::to_string(*problem.retry_after));
  }
  return answer;
}

}  // namespace urlfan
