#ifndef URLFAN_OUTPUT_RECORD_FORM_H_
#define URLFAN_OUTPUT_RECORD_FORM_H_

#include <string>
#include <vector>

namespace urlfan {

/// What a format of one record a result has of them.
struct RecordForm {
  /// Paths into the JSON of a result: "url", "error.code", "checks.0.name". Empty: what the format
  /// has where nothing is said.
  std::vector<std::string> fields = {};
  /// The summary goes elsewhere.
  bool without_summary = false;
};

}  // namespace urlfan

#endif  // URLFAN_OUTPUT_RECORD_FORM_H_
