// Where a line's time went, as a bar on the axis of time.

const kPhases = [
  ["queued", "queued: before its first start"],
  ["dns", "dns: looking the name up"],
  ["connect", "connect: until TCP stands"],
  ["tls", "tls: until TLS does"],
  ["wait", "wait: for the first byte"],
  ["receive", "receive: to the last byte"],
  ["other", "rest of an exchange: in urlfan"],
];

/** What one exchange did: {phase, from, to} in milliseconds since 1970. */
function phasesOf(start, times) {
  const parts = [];
  let at = start;
  for (const phase of ["dns", "connect", "tls", "wait", "receive"]) {
    const spent = times[phase];
    if (!spent) continue;
    parts.push({phase, from: at, to: at + spent});
    at += spent;
  }
  const end = start + (times.total ?? 0);
  if (end > at + 0.0005) parts.push({phase: "other", from: at, to: end});
  return parts;
}

/** All exchanges of a result in their order: {attempt, last, url, method, status, start, parts}. */
function exchangesOf(result) {
  const all = [];
  const add = (attempt, last, exchange) => {
    if (exchange.start === null) return;
    all.push({attempt, last, ...exchange, parts: phasesOf(exchange.start, exchange.times)});
  };
  const hops = (attempt, last, redirects) => {
    for (const hop of redirects || []) {
      add(attempt, last, {method: hop.method, url: hop.url, status: hop.status, error: null,
        start: time(hop.started_at), times: hop.timings_ms || {}});
    }
  };
  const past = result.history || [];
  const first = result.attempts - past.length;
  past.forEach((attempt, i) => {
    hops(first + i, false, attempt.redirects);
    add(first + i, false, {method: null, url: attempt.effective_url, status: attempt.status,
      error: attempt.error_code, start: time(attempt.exchange_started_at),
      times: attempt.timings_ms || {}});
  });
  hops(result.attempts, true, result.redirects);
  // Of the last exchange alone: the result's total is that of its hops as well.
  const total = result.timings_ms.total === null ? null :
    Math.max(result.timings_ms.total - (result.timings_ms.redirect || 0), 0);
  const before = result.redirects?.length > 0;
  add(result.attempts, true, {method: before ? null : result.method, url: result.effective_url,
    status: result.status, error: result.error?.code ?? null,
    start: time(result.exchange_started_at) ??
      (past.length === 0 && !before ? time(result.started_at) : null),
    times: {...result.timings_ms, total}});
  return all;
}

/** Draws a result between two times into an image of this width. */
function drawBar(result, line, begin, end, width) {
  const scale = (width - 16) / Math.max(end - begin, 0.001);
  const x = at => Math.min(Math.max((at - begin) * scale, -2), width - 12);
  const image = shape("svg", {width, height: 22, viewBox: `0 0 ${width} 22`, "aria-hidden": "true",
    class: "bar"});
  const box = (phase, from, to, classes = "") => {
    const left = x(from);
    image.append(shape("rect", {class: `${phase} ${classes}`, x: left.toFixed(2), y: 4,
      width: Math.max(x(to) - left, 0.75).toFixed(2), height: 14}));
  };
  if (line.start === null) return image;
  if (line.queued > 0) {
    image.append(shape("line", {class: "queued", x1: x(line.start - line.queued).toFixed(2),
      x2: x(line.start).toFixed(2), y1: 11, y2: 11}));
  }
  const exchanges = exchangesOf(result);
  // What an older file tells: only when it began and how long it took.
  if (exchanges.length === 0) box("other", line.start, line.end);
  let last = line.start;
  for (const exchange of exchanges) {
    if (exchange.start > last + 0.001) {
      image.append(shape("line", {class: "between", x1: x(last).toFixed(2),
        x2: x(exchange.start).toFixed(2), y1: 11, y2: 11}));
    }
    for (const part of exchange.parts) {
      box(part.phase, part.from, part.to, exchange.last ? "" : "past");
      last = part.to;
    }
  }
  if (!line.ok) image.append(shape("text", {class: "cross", x: (x(line.end) + 3).toFixed(2), y: 15}, "✕"));
  return image;
}

/** The patterns by which phases differ without their colours. */
function patterns() {
  const pattern = (id, ...marks) => shape("pattern", {id: `p-${id}`, width: 5, height: 5,
    patternUnits: "userSpaceOnUse"}, shape("rect", {class: `ground ${id}`, width: 5, height: 5}), ...marks);
  const stroke = d => shape("path", {d, class: "mark"});
  return shape("svg", {width: 0, height: 0, "aria-hidden": "true", class: "patterns"}, shape("defs", {},
    pattern("dns", stroke("M0 5L5 0M-1 1L1 -1M4 6L6 4")),
    pattern("connect", stroke("M2.5 0V5")),
    pattern("tls", stroke("M0 0L5 5M0 5L5 0")),
    pattern("wait"),
    pattern("receive", stroke("M0 2.5H5")),
    pattern("other", shape("circle", {class: "dot", cx: 2.5, cy: 2.5, r: 0.8}))));
}

function legend() {
  const sample = (phase, classes = "") => {
    const image = shape("svg", {width: 26, height: 14, "aria-hidden": "true", class: "bar"});
    image.append(phase === "queued"
      ? shape("line", {class: "queued", x1: 0, x2: 26, y1: 7, y2: 7})
      : shape("rect", {class: `${phase} ${classes}`, x: 0.5, y: 1, width: 25, height: 12}));
    return image;
  };
  return [...kPhases.map(([phase, says]) => el("li", {}, sample(phase), says)),
    el("li", {}, sample("wait", "past"), "an earlier attempt"),
    el("li", {}, el("b", {class: "cross"}, "✕"), " failed")];
}
