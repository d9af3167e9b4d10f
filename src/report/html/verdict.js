// What the run came to, in a sentence and in figures.

function verdictOf({lines, summary, problem}) {
  const failed = lines.filter(line => !line.ok && !line.idle).length;
  const idle = lines.filter(line => line.idle).length;
  const checks = (summary?.checks ?? []).filter(check => !check.ok);
  const parts = [];
  if (failed > 0) parts.push(`${count(failed)} of ${plural(lines.length, "line")} failed`);
  if (idle > 0) parts.push(`${count(idle)} ${idle === 1 ? "was" : "were"} never started`);
  for (const check of checks) {
    parts.push(`${check.name} is ${check.actual ?? "not known"}, not ${check.expected}`);
  }
  if (summary?.stop) parts.push(`the run was ended by ${stopText(summary.stop)}`);
  if (parts.length === 0) {
    parts.push(lines.length === 0 ? "There were no lines"
      : lines.length === 1 ? "The line is as expected" : `All ${plural(lines.length, "line")} are as expected`);
  }
  const tolerated = summary?.exit_code === 0 && failed > 0;
  const good = summary ? summary.exit_code === 0 : failed === 0 && !problem;
  const wall = summary ? `, in ${duration(summary.wall_ms)}` : "";
  const text = parts.join("; ");
  return {
    sentence: text[0].toUpperCase() + text.slice(1) + (tolerated ? ", which is tolerated" : "") + wall,
    kind: good ? "good" : "bad",
    mark: good ? "✓" : "✕",
  };
}

function stopText(stop) {
  return {deadline: "its deadline", failures: "too many failures", internal: "a fault of urlfan",
    caller: "its caller"}[stop] ?? stop;
}

/** The checks of the run as a whole. */
function runChecks(summary) {
  if (!summary?.checks?.length) return "";
  return tableOf(["Of the run", "Holds", "Expected", "Got"], summary.checks.map(check =>
    [check.name, check.ok ? "✓ yes" : el("span", {class: "bad"}, "✕ no"), check.expected,
      check.actual ?? "–"]));
}

function runFacts({lines, summary}, span) {
  if (!summary) return el("p", {}, `${plural(lines.length, "line")} in ${duration(span.end - span.begin)}.`);
  const latency = summary.latency_ms;
  const shard = summary.list?.shard;
  const facts = [["Started", summary.started_at.replace("T", " ")], ["Wall time", duration(summary.wall_ms)],
    ["Lines", count(summary.total)], ["Attempts", count(summary.attempts)],
    ["Bytes of bodies", count(summary.body_bytes)], ["Exit code", String(summary.exit_code)],
    ["List read to its end", summary.input_complete ? "yes" : "no"],
    ["Latency", latency ? `min ${duration(latency.min)}, mean ${duration(latency.mean)}, p50 ` +
      `${duration(latency.p50)}, p90 ${duration(latency.p90)}, p95 ${duration(latency.p95)}, p99 ` +
      `${duration(latency.p99)}, max ${duration(latency.max)}` : "no line was answered"]];
  if (summary.list?.digest) facts.push(["List", `${summary.list.digest}, ${plural(summary.list.lines, "line")}`]);
  if (shard) facts.push(["Shard", `${shard.k} of ${shard.n} by ${shard.by}`]);
  const shards = summary.list?.shards;
  return el("div", {}, el("dl", {class: "facts"}, facts.map(([name, value]) =>
    el("div", {}, el("dt", {}, name), el("dd", {}, value)))),
  shards?.length ? tableOf(["Shard", "Started", "Wall time"], shards.map(each =>
    [String(each.k), each.started_at.replace("T", " "), duration(each.wall_ms)])) : null);
}
