#include "src/list/line_parser.h"

#include <gmock/gmock.h>

#include <string>
#include <string_view>
#include <vector>

#include "src/check/kinds.h"
#include "src/check/operators.h"
#include "tests/support/requests.h"

namespace urlfan::line_parser_test {
namespace {

using testing::HasSubstr;
using testing::Not;

std::optional<Request> parse(std::string_view line) {
  return parse_line(line, {.parse_url = any_url});
}

/// One that is not told by its line; texts of the body between < and >.
std::string told(std::string_view key, const Condition& check) {
  std::string text = check.op == Operator::absent ? " !" : " ";
  text += key == "header:" || key == "json:" ? "" : std::string(key);
  text.append(check.name).append(spelled(check.op));
  const auto* pattern = std::get_if<Pattern>(&check.value);
  std::string value = pattern != nullptr ? pattern->text() : std::get<std::string>(check.value);
  return text + (key == "contains" || key == "matches" ? "<" + value + ">" : value);
}

std::string told(const Checks& checks) {
  std::string text;
  for_each_check_kind([&]<typename Kind>(const Kind& kind) {
    if constexpr (Kind::kMany) {
      for (const auto& each : checks.*kind.place) text += told(kind.key, each);
    }
  });
  if (checks.cert_days) text += " cert-days=" + std::to_string(*checks.cert_days);
  if (checks.sha256) text += " sha256=" + *checks.sha256;
  return text;
}

/// All that a line said, in one form.
std::string told(const std::optional<Request>& request) {
  if (!request) return "nothing";
  if (request->bad) return "bad: " + request->bad->message;
  std::string text = request->method + " <" + request->target.url + ">";
  const auto time = [&text](const char* key, const std::optional<Duration>& value) {
    if (value) text += std::string(" ") + key + "=" + std::to_string(value->count()) + "us";
  };
  if (request->name) text += " name=<" + *request->name + ">";
  time("timeout", request->timeout);
  time("connect-timeout", request->connect_timeout);
  if (request->expected().status) text += " status=" + request->expected().status->text;
  time("max", request->expected().max_time);
  if (request->follow_redirects) text += *request->follow_redirects ? " follow" : " stay";
  if (request->retries) text += " retries=" + std::to_string(*request->retries);
  return text + told(request->expected());
}

struct Good {
  std::string_view line;
  const char* told;
};

const std::vector<Good> kGood{
    // The URL and the method before it.
    {"http://a.test/", "GET <http://a.test/>"},
    {"  \t http://a.test/ \t ", "GET <http://a.test/>"},
    {"a.test", "GET <a.test>"},
    {"/v1/ready", "GET </v1/ready>"},
    {"GET http://a.test/", "GET <http://a.test/>"},
    {"HEAD\thttp://a.test/", "HEAD <http://a.test/>"},
    {"POST x", "POST <x>"},
    {"PUT x", "PUT <x>"},
    {"DELETE x", "DELETE <x>"},
    {"PATCH x", "PATCH <x>"},
    {"OPTIONS x", "OPTIONS <x>"},
    {"HEAD", "GET <HEAD>"},  // a method stands before another token
    {"HEAD # alone", "GET <HEAD>"},
    {"GET HEAD", "GET <HEAD>"},
    {"head", "GET <head>"},
    {"\"HEAD\" x", "HEAD <x>"},  // quotes go first
    // Comments and fragments.
    {"", "nothing"},
    {" \t ", "nothing"},
    {"# a comment", "nothing"},
    {"   # a comment", "nothing"},
    {"#", "nothing"},
    {"x # a comment", "GET <x>"},
    {"x #", "GET <x>"},
    {"x name=a #name=b", "GET <x> name=<a>"},
    {"http://a.test/#part", "GET <http://a.test/#part>"},
    {"http://a.test/#part # a comment", "GET <http://a.test/#part>"},
    {"x name=a#b", "GET <x> name=<a#b>"},
    {"x name=\"# no comment\"", "GET <x> name=<# no comment>"},
    {"\"#x\"", "GET <#x>"},
    {"x # name=\"not closed", "GET <x>"},
    // Keys.
    {"x name=web", "GET <x> name=<web>"},
    {"x name=a=b", "GET <x> name=<a=b>"},
    {"x name=a~b", "GET <x> name=<a~b>"},
    {"x timeout=3s", "GET <x> timeout=3000000us"},
    {"x timeout=250ms", "GET <x> timeout=250000us"},
    {"x timeout=2m", "GET <x> timeout=120000000us"},
    {"x timeout=1.5s", "GET <x> timeout=1500000us"},
    {"x timeout=500us", "GET <x> timeout=500us"},
    {"x timeout=1h", "GET <x> timeout=3600000000us"},
    {"x connect-timeout=1s", "GET <x> connect-timeout=1000000us"},
    {"x max=500ms", "GET <x> max=500000us"},
    {"x follow=no", "GET <x> stay"},
    {"x follow=yes", "GET <x> follow"},
    {"x status=2xx max=1s name=n timeout=2s connect-timeout=3s",
     "GET <x> name=<n> timeout=2000000us connect-timeout=3000000us status=2xx max=1000000us"},
    {"POST a?b=c status=201", "POST <a?b=c> status=201"},
    // The other checks; most may stand several times.
    {"x retries=0", "GET <x> retries=0"},
    {"x retries=1000", "GET <x> retries=1000"},
    {"x contains=a contains=\"b c\" contains=a=b~c",
     "GET <x> contains=<a> contains=<b c> contains=<a=b~c>"},
    {"x matches=^a+$ matches=b|c", "GET <x> matches=~<^a+$> matches=~<b|c>"},
    {"x header:X-A=1", "GET <x> x-a=1"},
    {"x header:Content-Type~^text/ header:etag=\"\"", "GET <x> content-type=~^text/ etag="},
    {"x header:a=b~c", "GET <x> a=b~c"},
    {"x header:a~b=c", "GET <x> a=~b=c"},
    {"x json:/a/b=true", "GET <x> /a/b=true"},
    {"x json:/a=yes", "GET <x> /a=\"yes\""},
    {"x json:/a=", "GET <x> /a=\"\""},
    {"x json:/a=truely", "GET <x> /a=\"truely\""},
    {"x json:/a=-1.5", "GET <x> /a=-1.5"},
    {"x json:/a=1e999", "GET <x> /a=1e999"},
    {"x json:/a=1.0 json:/a=10e-1", "GET <x> /a=1.0 /a=10e-1"},
    {"x json:/a=18446744073709551617", "GET <x> /a=18446744073709551617"},
    {R"(x "json:/a=\"12\"")", R"(GET <x> /a="12")"},
    {R"(x "json:/a={\"b\": [1, null]}")", R"(GET <x> /a={"b": [1, null]})"},
    {"x json:=1", "GET <x> =1"},
    {"x json:/a~1b~0c=1", "GET <x> /a~1b~0c=1"},
    {"x cert-days=14", "GET <x> cert-days=14"},
    {"x sha256=ABCDEF0123456789abcdef0123456789abcdef0123456789abcdef0123456789",
     "GET <x> sha256=abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789"},
    // There or not, compared, and what the operators are.
    {"x header:a !header:b", "GET <x> a !b"},
    {"x header:a!=1 header:b=~c header:d!~e", "GET <x> a!=1 b=~c d!~e"},
    {"x json:/a !json:/b", "GET <x> /a !/b"},
    {"x json:/a!=1 json:/b<2 json:/c<=3 json:/d>4 json:/e>=5",
     "GET <x> /a!=1 /b<2 /c<=3 /d>4 /e>=5"},
    {"x json:/a=~^b json:/c!~d", "GET <x> /a=~^b /c!~d"},
    {"x contains!=Exception matches!=a+", "GET <x> contains!=<Exception> matches!~<a+>"},
    {"x contains=<h1> contains==a contains=~b contains=>c",
     "GET <x> contains=<<h1>> contains=<=a> contains=<~b> contains=<>c>"},
    {"x name==a", "GET <x> name=<=a>"},
    {"x length:/a>=1 length:\"/b c\"=2", "GET <x> length:/a>=1 length:/b c=2"},
    {"x redirects=0 size>=1KB size<=1MiB", "GET <x> redirects=0 size>=1000 size<=1048576"},
    {"x http>=2 tls!=1.2", "GET <x> http>=2 tls!=1.2"},
    {"x url=http://a.test/#b url!~c", "GET <x> url=http://a.test/ url!~c"},
    {"http://a.test/b/c url=/d", "GET <http://a.test/b/c> url=/d"},
    {"x json:/a=1.2.3 json:/b=1x json:/c={ json:/d=[1,] json:/e=1e",
     R"(GET <x> /a="1.2.3" /b="1x" /c="{" /d="[1,]" /e="1e")"},
    {R"(x json:/a="1.20" json:/b="true" json:/c="=1")", R"(GET <x> /a="1.20" /b="true" /c="=1")"},
    {R"(x json:/a="{\"b\": 1}" json:/c="[1, 2]" json:/d="{e}")",
     R"(GET <x> /a={"b": 1} /c=[1, 2] /d="{e}")"},
    {R"(x json:/a="=b" header:b="<c>" json:/d!="~e" url=~"=f")",
     R"(GET <x> b=<c> /a="=b" /d!="~e" url=~=f)"},
    {R"(x json:"/a=b" !json:"/c>d" header:"e")", "GET <x> e /a=b !/c>d"},
    // Methods.
    {"PROPFIND x", "PROPFIND <x>"},
    {"PURGE x", "PURGE <x>"},
    {"BAN x", "BAN <x>"},
    {"FROB", "GET <FROB>"},
    {"LINK name=a", "GET <LINK> name=<a>"},
    {"REPORT json:/a=1", "GET <REPORT> /a=1"},
    {"POST x?status=1", "POST <x?status=1>"},
    // Quotes, as a shell's double quotes.
    {"\"http://a.test/with space\"", "GET <http://a.test/with space>"},
    {"x name=\"two words\"", "GET <x> name=<two words>"},
    {"x \"name=two words\"", "GET <x> name=<two words>"},
    // Anywhere else they are characters.
    {"x?q=\"a\"&b", "GET <x?q=\"a\"&b>"},
    {"x/\"a", "GET <x/\"a>"},
    {"x name=t\"wo", "GET <x> name=<t\"wo>"},
    {"x name=a=\"b\"", "GET <x> name=<a=\"b\">"},
    {"x contains={\"a\":1}", "GET <x> contains=<{\"a\":1}>"},
    {R"(x json:/a={"b":["c"]})", R"(GET <x> /a={"b":["c"]})"},
    {R"(x json:"/a b"=1)", "GET <x> /a b=1"},
    {R"(x json:"/a=b"="c d")", R"(GET <x> /a=b="c d")"},
    {R"(x header:"a"~"b c")", "GET <x> a=~b c"},
    {R"(x header:a="b c" name="d")", "GET <x> name=<d> a=b c"},
    {R"(x header:a=b="c")", R"(GET <x> a=b="c")"},
    {R"(x "name"="a b")", "GET <x> name=<a b>"},
    {R"(x name="a \"quoted\" word")", "GET <x> name=<a \"quoted\" word>"},
    {R"(x name="back\\slash")", R"(GET <x> name=<back\slash>)"},
    {R"(x name="a\nb")", R"(GET <x> name=<a\nb>)"},  // a backslash before anything else stays
    {R"(x name=a\"b")", R"(GET <x> name=<a\"b">)"},  // outside quotes it is plain
    {R"(x name="\`\$")", "GET <x> name=<`$>"},
    {"x name=\"tab\there\"", "GET <x> name=<tab\there>"},
    {"x name='single'", "GET <x> name=<'single'>"},
    // Variables.
    {"x name=$${HOME}", "GET <x> name=<${HOME}>"},
    {"x name=\"$${HOME}\"", "GET <x> name=<${HOME}>"},
    {R"(x name="\${HOME}")", "GET <x> name=<${HOME}>"},
    {"x name=$HOME", "GET <x> name=<$HOME>"},
    {"x name=$$5", "GET <x> name=<$$5>"},
    {"x name=5$", "GET <x> name=<5$>"},
    // Text beyond ASCII.
    {"x name=\xC3\xA9t\xC3\xA9", "GET <x> name=<\xC3\xA9t\xC3\xA9>"},
    {"x name=\xE2\x9D\xA4\xEF\xB8\x8F", "GET <x> name=<\xE2\x9D\xA4\xEF\xB8\x8F>"},
    {"x # \xC2\xA0 in a comment", "GET <x>"},
    {"# \xC2\xA0 in a comment", "nothing"},
};

TEST(LineParser, ReadsWhatTheGrammarAllows) {
  for (const auto& [line, expected] : kGood) EXPECT_EQ(told(parse(line)), expected) << line;
}

struct Bad {
  std::string_view line;
  /// In the message: what is wrong, or what was expected.
  const char* why;
};

using namespace std::string_view_literals;

const std::vector<Bad> kBad{
    {"x stauts=200", "unknown key \"stauts\""},
    {"x Name=a", "unknown key \"Name\""},
    {"x =a", "has nothing before its operator"},
    {"x name~a", "expected key=value"},
    {"x max=~500ms", "expected max=500ms"},
    {"x word", "expected key=value"},
    {"My Report.pdf", "quote it or write %20"},
    {"http://a.test/my report.pdf?a=b", "quote it or write %20"},
    {"x contains=\"a\"b", "text behind a closing quote"},
    {"\"x\"y", "text behind a closing quote"},
    {"x name=\"a\"\"b\"", "text behind a closing quote"},
    {"x\xC2\xA0status=200", "an invisible character, U+00A0"},
    {"x \xC2\xA0status=200", "an invisible character, U+00A0"},
    {"\xE2\x80\x8Bx", "an invisible character, U+200B"},
    {"x name=\"a\xE3\x80\x80z\"", "an invisible character, U+3000"},
    {"x name=a\xEF\xBB\xBF", "an invisible character, U+FEFF"},
    {"x\xC2\xAD", "an invisible character, U+00AD"},
    {"x\xE2\x81\xA0", "an invisible character, U+2060"},
    {"x http://b.test/", "expected key=value"},
    {"get http://a.test/", "did you mean the method GET?"},
    {"PSOT http://a.test/", "did you mean the method POST?"},
    {"x name=", "name="},
    {"x name=\"\"", "name="},
    {"x name=a name=b", "name= stands twice"},
    {"x status=200 status=200", "status= stands twice"},
    {"x max=1s max=2s", "max= stands twice"},
    {"x timeout=1s timeout=1s", "timeout= stands twice"},
    {"x connect-timeout=1s connect-timeout=1s", "connect-timeout= stands twice"},
    {"x timeout=0s", "timeout= is zero"},
    {"x timeout=0ms", "timeout="},
    {"x timeout=0.0001ms", "timeout="},
    {"x connect-timeout=0s", "connect-timeout="},
    {"x max=0", "max="},
    {"x timeout=", "timeout="},
    {"x timeout=5w", "timeout="},
    {"x timeout=300", "timeout= has no unit: 300; expected 300s or 300ms"},
    {"x max=300", "max= has no unit: 300; expected 300s or 300ms"},
    {"x follow=maybe", "expected yes or no"},
    {"x timeout=-1s", "timeout="},
    {"x timeout=1e3", "timeout="},
    {"x timeout=soon", "soon"},
    {"x max=1S", "max="},
    {"x retries=", "retries="},
    {"x retries=-1", "retries="},
    {"x retries=1001", "expected 0 to 1000"},
    {"x retries=1 retries=1", "retries= stands twice"},
    {"x contains=", "contains= is empty"},
    {"x matches=", "matches= is empty"},
    {"x matches=(", "not a regular expression"},
    {"x header:=b", "not the name of a header"},
    {"x header:a:=b", "not the name of a header"},
    {"x header:a~[", "not a regular expression"},
    {"x json:a=1", "not a JSON pointer (RFC 6901); expected /a"},
    {"x json:.user.name=1", "expected /user/name"},
    {"x json:$.items[0].id", "expected /items/0/id"},
    {"x json:a*b=1", "expected one such as /user/0/name"},
    {"x json:$=1", "expected one such as /user/0/name"},
    {"x json:a]=1", "expected one such as /user/0/name"},
    {"x json:/n===3", "== is no operator; expected json:/n=3, or quotes"},
    {"x contains<a", "contains takes = and !=, not <; expected contains=TEXT"},
    {"x matches~a", "matches takes = and !=, not ~; expected matches="},
    {"x status = 200", "expected status=SET, with no blank before the ="},
    {"x json:/n >= 3", "\">=\" has nothing before its operator; expected no blank there"},
    {"x status=200, name=a", "can match nothing: 200,; expected no comma at the end"},
    {"x json:/a~2=1", "not a JSON pointer"},
    {"x json:/a=1 json:/a=2", "cannot have two values"},
    {"x json:/a=18446744073709551616 json:/a=18446744073709551617", "cannot have two values"},
    {"x header:a==1", "== is no operator; expected header:a=1"},
    {"x json:/a==1", "expected json:/a=1, or quotes"},
    {"x json:/a=>1", "=> is no operator; expected json:/a>=1"},
    {"x json:/a=<1", "expected json:/a<=1"},
    {"x json:/a~=b", "~= is no operator; expected json:/a=~b"},
    {"x header:a~=b", "expected header:a=~b"},
    {"x size==1", "expected size=1"},
    {"x json:/a!==1", "expected json:/a!=1"},
    {"x status==200", "expected status=200"},
    {"x max<5s", "max takes =, not <; expected max=5s"},
    {"x max=<5s", "expected max=5s"},
    {"x cert-days>=5", "expected cert-days=5"},
    {"x status!=404", "status takes =, not !=; expected status=SET"},
    {"x header:a<1", "header:NAME takes =, !=, =~ and !~, not <; expected header:a=1"},
    {"x !json:/x=1", "has a ! before a comparison; expected json:/x!=1"},
    {"x !json:/x>=1", "expected json:/x<1"},
    {"x !contains=a", "expected contains!=a"},
    {"x !status=200", "expected status=SET"},
    {"x !size", "has no operator; expected size=SIZE"},
    {"x size", "has no operator; expected size=SIZE"},
    {"x length:/a", "expected length:/a=N"},
    {"x size>=big", "size>= is not a size: big"},
    {"x redirects<-1", "redirects< is not a count"},
    {"x json:/a>b", "json:/a> is not a number: b"},
    {"x json:/a>=\"5s\"", "is not a number"},
    {"x json:/a!~(", "not a regular expression"},
    {"x length:a=1", "not a JSON pointer"},
    {"x http=4", "http= is not a version: 4; expected 1.0, 1.1, 2 or 3"},
    {"x tls>=TLSv1.2", "expected 1.0, 1.1, 1.2 or 1.3"},
    {"x url=bad", "url= is no URL"},
    {"x url=", "url= is empty"},
    {"x contains!=", "contains!= is empty"},
    {"HEAD x size=0", "HEAD has no body"},
    {"HEAD x length:/a=0", "HEAD has no body"},
    {"HEAD x !json:/a", "HEAD has no body"},
    {"x \"header:a= b\"", "what a header can be"},
    {"x cert-days=soon", "cert-days="},
    {"x cert-days=-1", "expected 0 to"},
    {"x cert-days=1 cert-days=2", "cert-days= stands twice"},
    {"x sha256=abc", "expected 64 hexadecimal digits"},
    {"x status=10xx", "can match nothing"},
    {"x status=1xx", "can match nothing"},
    {"HEAD x contains=a", "HEAD has no body"},
    {"HEAD x json:/a=1", "HEAD has no body"},
    {"x status=", "status="},
    {"x status=ok", "status="},
    {"x status=200,", "status="},
    {"\"http://a.test/", "a quote is not closed"},
    {"x name=\"two words", "a quote is not closed"},
    {R"(x name="end\")", "a quote is not closed"},
    {"http://${HOST}/", "the variable HOST is not set"},
    {"x name=\"${NAME}\"", "the variable NAME is not set"},
    {"x name=a${NAME", "\"${\" is not closed"},
    {"x name=${}", "no name"},
    {"x name=${a-b}", "no name"},
    {"x name=${1a}", "no name"},
    {"a\0b"sv, "a NUL byte"},
    {"# a\0b"sv, "a NUL byte"},
    {"x name=\xFF", "not valid UTF-8"},
    {"x name=\xC3", "not valid UTF-8"},
    {"x name=\xC0\xAF", "not valid UTF-8"},
    {"# \xED\xA0\x80", "not valid UTF-8"},
    {"bad", "not a URL"},
};

TEST(LineParser, RefusesWhatItDoesNotAllowAndSaysWhatWasExpected) {
  for (const auto& [line, why] : kBad) {
    const auto request = parse(line);
    ASSERT_TRUE(request) << line;
    ASSERT_TRUE(request->bad) << line << " was taken for " << told(request);
    EXPECT_EQ(request->bad->code, ErrorCode::invalid_input) << line;
    EXPECT_EQ(request->bad->phase, Phase::input) << line;
    EXPECT_THAT(request->bad->message, HasSubstr(why)) << line;
    EXPECT_THAT(request->bad->message, HasSubstr("expected")) << line;
  }
}

TEST(LineParser, ABadLineWithoutAUrlHasNoMethod) {
  const auto request = parse("POST bad://x status=200");
  ASSERT_TRUE(request && request->bad);
  EXPECT_EQ(request->method, "");
  EXPECT_EQ(request->target.display_url(), "");
}

TEST(LineParser, ABadLineShowsItsEscapedStart) {
  EXPECT_THAT(parse("bad\x1b[31m line")->bad->message, HasSubstr("bad\\x1b[31m line"));
  EXPECT_THAT(parse("x\0y"sv)->bad->message, HasSubstr("x\\x00y"));
  EXPECT_THAT(parse("x \xFF\xFE")->bad->message, HasSubstr("x \\xff\\xfe"));
  const auto request = parse("bad" + std::string(5000, 'x'));
  EXPECT_LT(request->bad->message.size(), 400U) << "only its start";
}

TEST(LineParser, AnInvisibleCharacterIsShownEscaped) {
  const auto request = parse("x\xC2\xA0status=200");
  EXPECT_THAT(request->bad->message, HasSubstr("x\\xc2\\xa0status=200"));
}

/// A line with many of what `make` makes of a number.
template <typename Make>
std::string line_of_many(const Make& make) {
  std::string line = "x";
  for (int i = 0; line.size() < 60'000; ++i) line += make(i);
  return line;
}

// These ended after minutes, or not at all.
TEST(LineParser, ThousandsOfChecksAreFine) {
  EXPECT_FALSE(parse(line_of_many([](int /*i*/) { return " json:=1"; }))->bad);
  EXPECT_FALSE(
      parse(line_of_many([](int i) { return " json:/" + std::to_string(i) + "=1"; }))->bad);
  EXPECT_FALSE(
      parse(line_of_many([](int i) { return " header:a" + std::to_string(i) + "=1"; }))->bad);
}

TEST(LineParser, AnotherSchemeKeepsItsCode) {
  EXPECT_EQ(parse("ftp://a.test/")->bad->code, ErrorCode::unsupported_scheme);
}

TEST(LineParser, AnEmptyUrlIsHandedToTheUrlParser) {
  std::string given = "nothing";
  const UrlParser spy = [&given](std::string_view url) -> std::variant<Target, Error> {
    given = url;
    return make_error(ErrorCode::invalid_input, "it is empty");
  };
  EXPECT_TRUE(parse_line("\"\"", {.parse_url = spy})->bad);
  EXPECT_EQ(given, "");
}

TEST(LineParser, NoMessageShowsASecret) {
  for (const char* line : {
           "http://joe:s3cret@a.test/ stauts=200",
           "HEAD https://joe:s3cret@a.test/ word",
           "https://joe:s3cret@a.test/ name=\"not closed",
           "https://joe:s3cret@a.test/ timeout=0",
           "https://joe:s3cret@a.test/?next=http://b.test/ stauts=1",
           "https://joe:s3@cret@a.test/ stauts=1",
           "https://joe:s3/cret@a.test/ stauts=1",
           "https://s3cret@a.test/ stauts=1",
           "x https://joe:s3cret@a.test/",
           "x name=a https://joe:s3cret@a.test/=1",
           "bad://joe:s3cret@a.test/",
           "https://joe:${s3-cret}@a.test/",
           "https://joe:${s3cret@a.test/",
       }) {
    const auto request = parse(line);
    ASSERT_TRUE(request && request->bad) << line;
    EXPECT_THAT(request->bad->message, Not(HasSubstr("s3"))) << line;
    EXPECT_THAT(request->bad->message, Not(HasSubstr("cret"))) << line;
  }
}

TEST(LineParser, NoMessageShowsASecretOfAUrlWithoutAScheme) {
  // With --default-scheme these are user information like any other.
  for (const char* line : {
           "joe:s3cret@a.test/ stauts=200",
           "GET joe:s3cret@a.test/ word",
           "joe:s3cret@a.test:99999/ timeout=0",
           "joe:s3cret@a.test/?next=http://b.test/ stauts=1",
           "joe:s3cret@a.test/ name=http://me@b.test/ stauts=1",
           "x joe:s3cret@a.test/",
       }) {
    const auto request = parse(line);
    ASSERT_TRUE(request && request->bad) << line;
    EXPECT_THAT(request->bad->message, Not(HasSubstr("s3cret"))) << line;
  }
}

TEST(LineParser, NoMessageShowsASecretThatAnEqualsSignCutsInTwo) {
  for (const char* line : {"x https://joe:s3=cret@a.test/", "x https://joe:s3~cret@a.test/"}) {
    const auto request = parse(line);
    ASSERT_TRUE(request && request->bad) << line;
    EXPECT_THAT(request->bad->message, Not(HasSubstr("s3"))) << line;
  }
}

}  // namespace
}  // namespace urlfan::line_parser_test
