// All there is to say of one line.

/** A link where the address is one of the web, else text. */
function address(url) {
  if (!url) return "–";
  return /^https?:\/\//i.test(url)
    ? el("a", {href: url, rel: "noreferrer noopener", target: "_blank"}, url) : url;
}

function facts(pairs) {
  return el("dl", {class: "facts"}, pairs.filter(([, value]) => value !== null && value !== undefined &&
    value !== "").map(([name, value]) => el("div", {}, el("dt", {}, name), el("dd", {}, value))));
}

function checksTable(checks) {
  if (checks.length === 0) return null;
  return el("table", {class: "plain checks"}, el("caption", {}, "Checks"),
    el("thead", {}, el("tr", {}, ["Check", "Holds", "Expected", "Got"].map(
      name => el("th", {scope: "col"}, name)))),
    el("tbody", {}, checks.map(check => el("tr", {class: check.ok ? null : "failed"},
      el("th", {scope: "row"}, check.name),
      el("td", {}, check.ok ? "✓ yes" : el("span", {class: "bad"}, "✕ no")),
      el("td", {}, el("code", {}, check.expected)),
      el("td", {}, check.actual === null ? "not told: it did not arrive" : el("code", {}, check.actual),
        check.excerpt ? el("pre", {}, check.excerpt) : null)))));
}

function exchangesTable(result) {
  const exchanges = exchangesOf(result);
  if (exchanges.length === 0) return null;
  const first = exchanges[0].start;
  const spent = (exchange, phase) => {
    const part = exchange.parts.find(each => each.phase === phase);
    return part ? duration(part.to - part.from) : "–";
  };
  const names = ["dns", "connect", "tls", "wait", "receive"];
  return el("div", {class: "scroll"}, el("table", {class: "plain"}, el("caption", {}, "Requests"),
    el("thead", {}, el("tr", {}, ["Attempt", "Request", "Answer", "After", ...names].map((name, i) =>
      el("th", {scope: "col", class: i > 2 ? "number" : null}, name)))),
    el("tbody", {}, exchanges.map(exchange => el("tr", {},
      el("th", {scope: "row"}, String(exchange.attempt)),
      el("td", {class: "url"}, [exchange.method, exchange.url].filter(Boolean).join(" ")),
      el("td", {}, [exchange.status, exchange.error].filter(Boolean).join(" ") || "–"),
      el("td", {class: "number"}, duration(exchange.start - first)),
      names.map(name => el("td", {class: "number"}, spent(exchange, name))))))));
}

function headersOf(result) {
  if (!result.headers) return null;
  const lines = Object.entries(result.headers).flatMap(
    ([name, values]) => values.map(value => `${name}: ${value}`));
  return el("details", {}, el("summary", {}, plural(lines.length, "header")),
    el("pre", {}, lines.join("\n")));
}

function bodyOf(result) {
  if (result.body === null) return null;
  const kept = result.body_encoding === "base64" ? " in base64" : "";
  return el("details", {open: !result.ok}, el("summary", {}, `Body${kept}` +
    (result.body_truncated ? `, the begin of ${plural(result.body_bytes, "byte")}` : "")),
    el("pre", {}, result.body));
}

function curlOf(command) {
  if (!command) return null;
  const text = el("code", {}, command);
  const copy = el("button", {type: "button", onclick: async () => {
    try {
      await navigator.clipboard.writeText(command);
      copy.textContent = "Copied";
    } catch {
      getSelection().selectAllChildren(text);
      copy.textContent = "Selected: now copy it";
    }
  }}, "Copy");
  return el("div", {class: "curl"}, el("pre", {}, text), copy);
}

function driftOf(result) {
  if (!result.drift || result.drift.length === 0) return null;
  return result.drift.map(each => `${each.field}: was ${each.before}, is ${each.now}`).join("; ");
}

/** What the row of a line opens. */
function detailsOf(result, line) {
  const place = result.line ? `${result.file ?? ""}:${result.line}` : result.file;
  return el("div", {class: "details"},
    result.error ? el("p", {class: "reason"}, el("b", {}, result.error.code), ": ", result.error.message)
      : null,
    facts([["Where", place], ["Name", result.name], ["URL", address(result.url)],
      ["Ended at", result.effective_url !== result.url ? address(result.effective_url) : null],
      ["Address", result.remote_ip ? `${result.remote_ip} port ${result.remote_port}` : null],
      ["Protocol", result.http_version ? `HTTP/${result.http_version}` : null],
      ["Type", result.content_type],
      ["Bytes", result.body_bytes === null ? null : count(result.body_bytes)],
      ["TLS", result.tls ? `${result.tls.version}, certificate of ${result.tls.subject} until ` +
        `${result.tls.not_after.slice(0, 10)}` : null],
      ["Attempts", result.attempts > 1 ? String(result.attempts) : null],
      ["Baseline", result.baseline], ["Changed", driftOf(result)],
      ["Saved to", result.saved_to], ["Ready after", result.ready_ms === null ? null
        : duration(result.ready_ms)]]),
    checksTable(result.checks), exchangesTable(result), headersOf(result), bodyOf(result),
    curlOf(line.curl));
}
