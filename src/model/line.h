#ifndef URLFAN_MODEL_LINE_H_
#define URLFAN_MODEL_LINE_H_

#include <string>

#include "urlfan/request.h"
#include "urlfan/result.h"

// What a line of a list is called, and what it is known again by. The texts have in them what the
// list has: whoever shows one makes it fit for its reader.

namespace urlfan {

/// "urls.txt", "standard input" or "command line".
std::string list_title(const Location& where);

/// list_title() and, where there is one, the line: "urls.txt:12".
std::string place_title(const Location& where);

/// "GET http://…"; empty for a line that could not be read.
std::string request_title(const Result& result);

/// Its name, else its request, else its place.
std::string line_title(const Result& result);

/// All of them, as far as they are known: "urls.txt:12: [name] GET http://…". A line of the command
/// line has no place.
std::string full_line_title(const Result& result);

/// What was expected of an answer, and what came: "status: expected <400, got 503".
std::string check_account(const CheckOutcome& check);

/// Who asked for the run, or too many failures, ended it while the line was under way: no failure
/// of its own.
bool was_broken_off(const Result& result) noexcept;

/// Its method and URL, whatever its name.
std::string request_key(const Result& result);

/// What a line is known again by in another run of its list: its name, else its request. Empty for
/// one that could not be read.
std::string line_key(const Result& result);

/// What it is known again by among the lines of many lists, where a name may be given twice: its
/// name and its request.
std::string exact_line_key(const Result& result);

}  // namespace urlfan

#endif  // URLFAN_MODEL_LINE_H_
