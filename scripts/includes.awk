# Holds the #include lines of src and include to the rule of the rooms: what each folder may
# include, as one pattern. Prints the lines that break it.

BEGIN {
  std = "<[a-z_0-9]+>"
  system_ = "<((sys|net|netinet|arpa)/)?[a-z_0-9]+\\.h>"
  own = "\"urlfan/[a-z_]+\\.h\""
  may["include/urlfan"] = std "|" own
  may["src/text"]   = std "|" own "|" room("text") "|<iconv\\.h>"
  may["src/check"]  = std "|" own "|" room("(text|check)") "|<(nlohmann|re2)/.+>"
  may["src/core"]   = std "|" own "|" room("(text|check|core)")
  may["src/net"]    = std "|" own "|" room("(text|net)") "|" system_ "|<(curl|openssl|brotli)/.+>"
  may["src/io"]     = std "|" own "|" room("(text|io)") "|" system_ "|<nlohmann/.+>"
  may["src/report"] = std "|" own "|" room("(text|report)") "|<(pugixml\\.hpp|prometheus/.+)>"
  may["src/cli"]    = std "|" own "|" room("(text|core|net|io|report|cli)") "|" system_ \
                      "|<(CLI|nlohmann|spdlog)/.+>"
}

function room(name) { return "\"src/" name "/[a-z_]+\\.h\"" }

/^[ \t]*#[ \t]*include/ {
  folder = FILENAME
  sub("/[^/]*$", "", folder)
  target = $0
  sub("^[ \t]*#[ \t]*include[ \t]*", "", target)
  sub("[ \t]*(//.*)?$", "", target)
  if (target ~ "^(" may[folder] ")$") next
  print FILENAME ":" FNR ": " folder " may not include " target
  broken = 1
}

END { exit broken }
