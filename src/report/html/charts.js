// The pictures of all lines together. Each has a table behind it that says the same.

const kPlot = {width: 430, height: 190, left: 50, right: 22, top: 10, bottom: 24};

/** A picture with both axes; `draw` gets it and the two scales. */
function plot(across, up, draw, describe) {
  const {width, height, left, right, top, bottom} = kPlot;
  const x = value => left + (value - across.least) / (across.most - across.least || 1) *
    (width - left - right);
  const y = value => height - bottom - value / (up.most || 1) * (height - top - bottom);
  const image = shape("svg", {viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": describe,
    class: "plot"});
  for (const value of ticks(0, up.most, 4)) {
    image.append(shape("line", {class: "grid", x1: left, x2: width - right, y1: y(value), y2: y(value)}),
      shape("text", {class: "tick", x: left - 6, y: y(value) + 4, "text-anchor": "end"}, up.text(value)));
  }
  for (const value of across.ticks ?? ticks(across.least, across.most, 6)) {
    image.append(shape("text", {class: "tick", x: x(value), y: height - 8, "text-anchor": "middle"},
      across.text(value)));
  }
  draw(image, x, y);
  return image;
}

/** A table under a summary that opens it. */
function tableBehind(headers, rows) {
  return el("details", {}, el("summary", {}, "As a table"), tableOf(headers, rows));
}

function tableOf(headers, rows, caption) {
  const cells = (tag, row) => row.map((cell, i) => el(i === 0 && tag === "td" ? "th" : tag,
    {scope: tag === "th" ? "col" : i === 0 ? "row" : null, class: i > 0 ? "number" : null}, cell));
  return el("table", {class: "plain"}, caption ? el("caption", {}, caption) : null,
    el("thead", {}, el("tr", {}, cells("th", headers))),
    el("tbody", {}, rows.map(row => el("tr", {}, cells("td", row)))));
}

function fill(figure, title, note, ...parts) {
  figure.replaceChildren(el("figcaption", {}, el("b", {}, title), " ", el("span", {}, note)), ...parts);
}

/** How many lines took how long: bars whose widths grow with the time. */
function drawHistogram(figure, lines) {
  const times = sorted(lines.map(line => line.total).filter(each => each !== null));
  if (times.length === 0) return fill(figure, "How long answers took", "no line was answered");
  const least = Math.max(times[0], 0.01);
  const most = Math.max(times[times.length - 1], least * 1.01);
  const bars = Math.min(40, Math.max(8, Math.ceil(Math.sqrt(times.length))));
  const place = each => Math.log(Math.max(each, least) / least) / Math.log(most / least) * bars;
  const counts = new Array(bars).fill(0);
  for (const each of times) ++counts[Math.min(Math.floor(place(each)), bars - 1)];
  const edge = i => least * (most / least) ** (i / bars);
  const marks = [["p50", 0.5], ["p90", 0.9], ["p95", 0.95], ["p99", 0.99]].map(
    ([name, share]) => [name, percentile(times, share)]);
  const highest = Math.max(...counts);
  const image = plot({least: 0, most: bars, ticks: [0, bars / 4, bars / 2, 3 * bars / 4, bars],
    text: at => duration(edge(at))}, {most: highest, text: value => count(Math.round(value))},
  (svg, x, y) => {
    counts.forEach((number, i) => {
      if (number === 0) return;
      svg.append(shape("rect", {class: "column", x: x(i) + 0.5, width: x(i + 1) - x(i) - 1, y: y(number),
        height: y(0) - y(number)}));
    });
    marks.forEach(([name, value], i) => {
      const at = x(Math.min(place(value), bars));
      svg.append(shape("line", {class: "mark", x1: at, x2: at, y1: kPlot.top, y2: y(0)}),
        shape("text", {class: "tick strong", x: at - 3, y: kPlot.top + 9 + i * 12, "text-anchor": "end"},
          name));
    });
  }, `Histogram of ${plural(times.length, "time")}`);
  fill(figure, "How long answers took",
    marks.map(([name, value]) => `${name} ${duration(value)}`).join(" · "), image,
    tableBehind(["Up to", "Lines"], counts.map((number, i) => [duration(edge(i + 1)), count(number)])
      .filter(row => row[1] !== "0")));
}

/** Of many points those that are seen: in each column of pixels the least, the median and the most,
 * so that no outlier is lost, and each that failed while there are few. */
function thinned(points, columns, begin, end) {
  if (points.length <= columns * 4) return points;
  const groups = Array.from({length: columns}, () => []);
  for (const point of points) {
    const at = Math.floor((point.start - begin) / (end - begin) * columns);
    groups[Math.min(Math.max(at, 0), columns - 1)].push(point);
  }
  return groups.flatMap(group => {
    if (group.length <= 4) return group;
    group.sort((a, b) => a.spent - b.spent);
    const kept = new Set([group[0], group[group.length >> 1], ...group.slice(-2)]);
    const failed = group.findLast(point => !point.ok);
    if (failed) kept.add(failed);
    return [...kept];
  });
}

/** When each line began and how long it took. */
function drawScatter(figure, lines, span) {
  const points = lines.filter(line => line.spent !== null);
  if (points.length === 0) return fill(figure, "Time of each line", "no line was started");
  const shown = thinned(points, 250, span.begin, span.end);
  const most = points.reduce((top, point) => Math.max(top, point.spent), 0.01);
  const image = plot({least: 0, most: span.end - span.begin, text: duration},
    {most, text: duration}, (svg, x, y) => {
      let fine = "";
      let bad = "";
      for (const point of shown) {
        const at = `${x(point.start - span.begin).toFixed(1)} ${y(point.spent).toFixed(1)}`;
        if (point.ok) fine += `M${at}h.01`;
        else bad += `M${at}m-3 -3l6 6m0 -6l-6 6`;
      }
      svg.append(shape("path", {class: "points", d: fine}), shape("path", {class: "crosses", d: bad}));
    }, `Time of ${plural(points.length, "line")} by start`);
  const limit = sorted(points.map(point => point.spent))[Math.max(points.length - 10, 0)];
  const slowest = points.filter(point => point.spent >= limit).sort((a, b) => b.spent - a.spent)
    .slice(0, 10);
  fill(figure, "Time of each line by start",
    shown.length < points.length ? `${count(shown.length)} of ${count(points.length)} points; all ` +
      "outliers are there. ✕ failed" : "✕ failed", image,
    tableBehind(["The slowest", "Began after", "Took"], slowest.map(point =>
      [point.name || point.url || `line ${point.index}`, duration(point.start - span.begin),
        duration(point.spent)])));
}

/** How many lines were under way, in `steps` steps: the most in each. */
function inFlight(lines, span, steps) {
  const started = lines.filter(line => line.start !== null);
  const starts = sorted(started.map(line => line.start));
  const ends = sorted(started.map(line => line.end));
  const width = (span.end - span.begin) / steps;
  const most = new Array(steps).fill(0);
  let now = 0;
  let step = 0;
  const change = (at, by) => {
    const its = Math.min(Math.max(Math.floor((at - span.begin) / width), 0), steps - 1);
    while (step < its) most[++step] = now;
    now += by;
    most[step] = Math.max(most[step], now);
  };
  // What ends makes room for what starts at the same time.
  for (let i = 0, ended = 0; i < starts.length; ++i) {
    while (ends[ended] <= starts[i]) change(ends[ended++], -1);
    change(starts[i], 1);
    if (i + 1 === starts.length) while (ended < ends.length) change(ends[ended++], -1);
  }
  while (step + 1 < steps) most[++step] = now;
  return most;
}

function drawFlight(figure, lines, span) {
  const steps = 240;
  const flight = inFlight(lines, span, steps);
  const highest = Math.max(...flight, 1);
  const width = (span.end - span.begin) / steps;
  const image = plot({least: 0, most: span.end - span.begin, text: duration},
    {most: highest, text: value => Number.isInteger(value) ? count(value) : ""}, (svg, x, y) => {
      let path = `M${x(0)} ${y(0)}`;
      flight.forEach((number, i) => {
        path += `L${x(i * width).toFixed(1)} ${y(number).toFixed(1)}` +
          `L${x((i + 1) * width).toFixed(1)} ${y(number).toFixed(1)}`;
      });
      svg.append(shape("path", {class: "area", d: `${path}L${x(span.end - span.begin)} ${y(0)}Z`}));
    }, `Lines in flight over time, at most ${highest}`);
  fill(figure, "In flight over time", `at most ${plural(highest, "line")} at once`, image,
    tableBehind(["From", "In flight"], flight.filter((_, i) => i % 12 === 0).map((_, i) =>
      [duration(i * 12 * width), count(Math.max(...flight.slice(i * 12, i * 12 + 12)))])));
}

/** One row for each host, the slowest 200 of them. */
function drawHosts(place, lines, choose) {
  const groups = new Map();
  for (const line of lines) {
    const group = groups.get(line.host) || {host: line.host, lines: 0, failed: 0, times: []};
    ++group.lines;
    if (!line.ok) ++group.failed;
    if (line.total !== null) group.times.push(line.total);
    groups.set(line.host, group);
  }
  const rows = [...groups.values()];
  for (const row of rows) {
    row.times = sorted(row.times);
    row.p95 = row.times.length > 0 ? percentile(row.times, 0.95) : null;
  }
  rows.sort((a, b) => b.failed - a.failed || (b.p95 ?? -1) - (a.p95 ?? -1));
  const longest = rows.reduce((top, row) => Math.max(top, row.times[row.times.length - 1] ?? 0), 0.01);
  const told = rows.slice(0, kRows).map(row => {
    const at = share => row.times.length > 0 ? percentile(row.times, share) : null;
    const image = shape("svg", {width: 160, height: 14, "aria-hidden": "true", class: "range"});
    if (row.p95 !== null) {
      const x = value => (value / longest * 156).toFixed(1);
      image.append(shape("line", {class: "grid", x1: x(row.times[0]), x2: x(at(1)), y1: 7, y2: 7}),
        shape("rect", {class: "column", x: x(at(0.5)), width: Math.max(x(row.p95) - x(at(0.5)), 2), y: 2,
          height: 10}));
    }
    return [el("button", {type: "button", class: "link", onclick: () => choose({host: row.host})},
      row.host), count(row.lines), row.failed > 0 ? el("span", {class: "bad"}, `✕ ${count(row.failed)}`)
      : "0", duration(at(0.5)), duration(row.p95), duration(at(1)), image];
  });
  place.replaceChildren(tableOf(["Host", "Lines", "Failed", "p50", "p95", "Longest", "p50 to p95"], told),
    rows.length > kRows ? el("p", {class: "note"}, `and ${count(rows.length - kRows)} more hosts`) : "");
}
