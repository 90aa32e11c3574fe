// Small pictures beside a claim or a row: the tested points, and the effect with its interval.
"use strict";

const SVG = "http://www.w3.org/2000/svg";

function drawn(tag, attributes, text) {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  if (text !== undefined) made.textContent = text;
  return made;
}

// The values behind a row: its points, the variable, the step, and the label that they are compared along.
function selectionOf(table, row) {
  const tested = row.tested, variable = table.variable(tested.y || "");
  if (!variable) return null;
  const steps = table.stepsOf(variable);
  const asked = table.steps.indexOf(tested.step);
  const step = asked >= 0 ? asked : steps.length ? steps[steps.length - 1] : 0;
  const points = table.pointsWith(tested.fixed);
  return points.length ? {variable, step, points, along: table.label(tested.x || ""), exact: tested.exact} : null;
}

// Dots of seeds, means and marks of diverged runs, against the compared values in equal steps; null for a quantity that
// the test computes from several measures, of which the table has no values.
function smallPlot(table, row, {width = 170, height = 96} = {}) {
  const selection = selectionOf(table, row);
  if (!selection) return null;
  const {variable, step, points, along} = selection;
  const places = along ? [...new Set(points.map(point => along.codes[point]))].sort((a, b) => a - b) : [0];
  const runs = points.flatMap(point => [...table.seeds.keys()].map(seed => ({
    point, seed, place: along ? places.indexOf(along.codes[point]) : 0,
    value: table.value(variable, point, seed, step),
  }))).filter(run => table.wasRun(run.point, run.seed));
  const finite = runs.map(run => run.value).filter(Number.isFinite);
  const least = Math.min(...finite), most = Math.max(...finite);
  const log = least > 0 && most / least > 30;
  const scale = log ? Math.log : value => value;
  const [low, high] = most > least ? [scale(least), scale(most)] : [scale(least) - 1, scale(least) + 1];
  const left = 4, right = 40, top = 6, bottom = 18, inside = width - left - right;
  const across = place => left + inside * (places.length > 1 ? 0.06 + 0.88 * place / (places.length - 1) : 0.5);
  const up = value => height - bottom - (height - top - bottom) * (scale(value) - low) / (high - low);
  const svg = drawn("svg", {viewBox: `0 0 ${width} ${height}`, width, height, role: "img", class: "small"});
  const names = along ? places.map(place => along.texts[place]) : [""];
  const means = points.map(point => ({point, place: along ? places.indexOf(along.codes[point]) : 0,
    value: table.mean(variable, point, step)})).filter(mean => Number.isFinite(mean.value));
  svg.append(drawn("line", {x1: left, x2: width - right, y1: height - bottom + 3, y2: height - bottom + 3, class: "axis"}));
  for (const line of linesOf(table, means, along)) {
    svg.append(drawn("polyline", {class: "mean", points: line.map(at => `${across(at.place)},${up(at.value)}`).join(" ")}));
  }
  const marked = new Set(View.list("seeds").map(Number)), shift = seed => (seed / Math.max(table.seeds.length - 1, 1) - 0.5) * 5;
  for (const run of runs) {
    const isMarked = marked.has(table.seeds[run.seed]);
    const kind = `dot${isMarked ? " marked" : marked.size ? " faded" : ""}`, x = across(run.place) + shift(run.seed);
    if (Number.isFinite(run.value)) svg.append(drawn("circle", {cx: x, cy: up(run.value), r: isMarked ? 3 : 2, class: kind}));
    else if (table.diverged(run.point, run.seed)) svg.append(drawn("text", {x, y: height - bottom + 2, class: "lost"}, "×"));
  }
  if (finite.length) {
    svg.append(drawn("text", {x: width - right + 4, y: top + 6}, numberText(most)));
    svg.append(drawn("text", {x: width - right + 4, y: height - bottom}, numberText(least)));
  }
  svg.append(drawn("text", {x: left, y: height - 4}, names[0].length > 14 ? `${names[0].slice(0, 13)}…` : names[0]));
  const last = names[names.length - 1];
  if (names.length > 1) {
    const end = {x: width - right, y: height - 4, "text-anchor": "end"};
    svg.append(drawn("text", end, last.length > 14 ? `${last.slice(0, 13)}…` : last));
  }
  const lost = runs.filter(run => table.diverged(run.point, run.seed)).length;
  const told = `${variable.words} against ${along ? along.words : "nothing"}: means ` +
    means.map(mean => `${along ? along.texts[places[mean.place]] : ""} ${numberText(mean.value)}`).join(", ") +
    (lost ? `; ${plural(lost, "run")} diverged` : "") + (selection.exact ? "" : ". The test combines such values in its own way.");
  svg.prepend(drawn("title", {}, told));
  svg.setAttribute("aria-label", told);
  return svg;
}

// Means that differ in the compared label alone, in its order.
function linesOf(table, means, along) {
  const groups = new Map();
  for (const mean of means) {
    const key = table.labels.filter(label => label !== along).map(label => label.codes[mean.point]).join();
    groups.set(key, [...(groups.get(key) || []), mean]);
  }
  return [...groups.values()].map(line => line.sort((a, b) => a.place - b.place));
}

// The effect of a row with its interval, turned so that right of the line is as predicted; on an axis of its kind.
function effectBar(row, reach, {width = 150, height = 22} = {}) {
  if (row.predicted === null) return element("span", {class: "soft"}, "–");
  const number = value => value === "inf" ? Infinity : value === "-inf" ? -Infinity : value;
  const clipped = value => Math.max(-reach, Math.min(reach, number(value)));
  const across = value => width / 2 + (width / 2 - 4) * clipped(value) / reach, middle = height / 2;
  const svg = drawn("svg", {viewBox: `0 0 ${width} ${height}`, width, height, role: "img", class: `effect ${row.verdict}`});
  const told = `effect as predicted ${numberText(number(row.predicted))}, interval ${intervalText(row.low, row.high)}`;
  svg.append(drawn("title", {}, `${row.effect_name}: ${told}`));
  svg.setAttribute("aria-label", told);
  svg.append(drawn("line", {x1: width / 2, x2: width / 2, y1: 1, y2: height - 1, class: "axis"}));
  if (row.low !== null && row.high !== null) {
    svg.append(drawn("line", {x1: across(row.low), x2: across(row.high), y1: middle, y2: middle, class: "interval"}));
  }
  if (Math.abs(number(row.predicted)) > reach) {
    const out = number(row.predicted) > 0, tip = out ? width - 1 : 1, back = out ? width - 8 : 8;
    svg.append(drawn("path", {d: `M${tip},${middle} L${back},${middle - 5} L${back},${middle + 5} Z`, class: "estimate"}));
  } else {
    svg.append(drawn("circle", {cx: across(row.predicted), cy: middle, r: 4, class: "estimate"}));
  }
  return svg;
}
