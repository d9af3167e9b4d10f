// Numbers, times and elements as this page writes them. What comes from the results goes in as text,
// never as markup.

/** Gives an element attributes, listeners and children; a child that is no element is text. */
function filled(made, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children.flat().filter(child => child !== null && child !== undefined));
  return made;
}

/** An element of HTML. */
function el(tag, attributes = {}, ...children) {
  return filled(document.createElement(tag), attributes, children);
}

/** An element of a picture. */
function shape(tag, attributes = {}, ...children) {
  return filled(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);
}

const grouped = new Intl.NumberFormat("en");

function count(number) {
  return grouped.format(number);
}

/** "1 line", "2,000 lines" */
function plural(number, word) {
  return `${count(number)} ${word}${number === 1 ? "" : "s"}`;
}

/** Three digits, and the unit that fits. */
function duration(ms) {
  if (ms === null || ms === undefined) return "–";
  if (ms < 10) return `${Number(ms.toFixed(2))} ms`;
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 60000) return `${Number((ms / 1000).toFixed(2))} s`;
  const seconds = Math.round(ms / 1000);
  return `${Math.floor(seconds / 60)} min${seconds % 60 > 0 ? ` ${seconds % 60} s` : ""}`;
}

/** Milliseconds since 1970 of RFC 3339, with what is below a millisecond; null for none. */
function time(text) {
  if (!text) return null;
  return Date.parse(text.slice(0, 23) + "Z") + Number(text.slice(23, -1) || 0) / 1000;
}

/** Round values from 0 to `most`: at most `number` of them, 1, 2 or 5 times a power of ten apart. */
function ticks(least, most, number) {
  const raw = (most - least) / Math.max(number, 1);
  if (!(raw > 0)) return [least];
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].map(each => each * power).find(each => each >= raw * 0.999);
  const all = [];
  for (let i = Math.ceil(least / step); i * step <= most * 1.000001; ++i) all.push(i * step);
  return all;
}

/** Numbers from the least to the most. */
function sorted(numbers) {
  return Float64Array.from(numbers).sort();
}

/** Does one after the other, each in a frame of its own, so that none is long. Returns how to give
 * up those that are left. */
function inFrames(tasks) {
  let left = tasks;
  const next = () => {
    if (left.length === 0) return;
    left[0]();
    left = left.slice(1);
    requestAnimationFrame(next);
  };
  requestAnimationFrame(next);
  return () => {
    left = [];
  };
}

/** What percentile() of a sorted list is: its nearest rank. */
function percentile(sorted, share) {
  return sorted[Math.max(Math.ceil(sorted.length * share) - 1, 0)];
}
