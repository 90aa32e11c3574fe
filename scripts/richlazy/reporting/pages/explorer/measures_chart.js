// The chart of measures: which values are shown, and the traces and axes of the charting library for them.
"use strict";

const MEASURE = "@"; // Before the name of a measure where a label or the step could stand as well.

// The dots of a chart. asked: y, x, step, facet, colour, fixed. Each dot has its panel, colour, place and value.
function chartDots(table, asked) {
  const points = table.pointsWith(asked.fixed);
  const other = asked.x.startsWith(MEASURE) ? table.variable(asked.x.slice(1)) : null;
  const along = other || asked.x === "step" || asked.x === "seed" ? null : table.label(asked.x);
  const present = label => label ? [...new Set(points.map(point => label.codes[point]))].sort((a, b) => a - b) : [0];
  const [panels, groups, places] = [table.label(asked.facet), table.label(asked.colour), along].map(present);
  const panelOf = point => table.label(asked.facet) ? panels.indexOf(table.label(asked.facet).codes[point]) : 0;
  const groupOf = point => table.label(asked.colour) ? groups.indexOf(table.label(asked.colour).codes[point]) : 0;
  const steps = asked.x === "step" ? table.stepsOf(asked.y) : [asked.step];
  const seeds = table.hasSeeds(asked.y) || (other && table.hasSeeds(other)) ? [...table.seeds.keys()] : [null];
  const numeric = along && along.numeric;
  const across = (point, seed, step) => {
    if (other) return seed === null ? table.mean(other, point, step) : table.value(other, point, seed, step);
    if (asked.x === "step") return table.steps[step];
    if (asked.x === "seed") return seed === null ? NaN : table.seeds[seed];
    if (!along) return 0;
    if (numeric) return table.valueOf(along, point);
    const dodge = groups.length > 1 ? 0.5 * (groupOf(point) / (groups.length - 1) - 0.5) : 0;
    return places.indexOf(along.codes[point]) + dodge;
  };
  const dots = [], means = [];
  for (const point of points) {
    for (const step of steps) {
      const at = {point, step, panel: panelOf(point), group: groupOf(point)};
      for (const seed of seeds) {
        if (seed !== null && !table.wasRun(point, seed)) continue;
        const y = table.value(asked.y, point, seed === null ? 0 : seed, step);
        dots.push({...at, seed, x: across(point, seed, step), y, lost: seed !== null && table.diverged(point, seed)});
      }
      if (seeds[0] !== null && asked.x !== "seed") {
        means.push({...at, seed: null, x: across(point, null, step), y: table.mean(asked.y, point, step),
          ends: other ? null : table.interval(asked.y, point, step)});
      }
    }
  }
  return {dots, means, panels, groups, places, along, other, points, steps};
}

// Means that a line connects: they differ in the place along the axis alone.
function chartLines(table, chart, asked) {
  const lines = new Map();
  for (const mean of chart.means) {
    const key = table.labels.filter(label => label !== chart.along && label.names_point)
      .map(label => label.codes[mean.point]).join();
    lines.set(key, [...(lines.get(key) || []), mean]);
  }
  return [...lines.values()].map(line => line.sort((a, b) => a.x - b.x));
}

function escaped(text) { return text.replace(/&/g, "&amp;").replace(/</g, "&lt;"); }

function hoverText(table, dot, asked, chart) {
  const parts = conditionOf(table, dot.point).map(([name, value]) => `${name} ${value}`);
  if (asked.x === "step") parts.push(`step ${table.steps[dot.step]}`);
  parts.push(dot.seed === null ? `mean over ${table.replicate}s` : `${table.replicate} ${table.seeds[dot.seed]}`);
  if (chart.other) parts.push(`${chart.other.words} ${numberText(dot.x)}`);
  const value = dot.lost && !Number.isFinite(dot.y) ? "diverged" : numberText(dot.y);
  return escaped([...parts, `${asked.y.words} ${value}`].join("\n")).replace(/\n/g, "<br>");
}

// The range of an axis with room for marks below and above, on its scale.
function axisRange(values, log, {below = 0.06, above = 0.06} = {}) {
  const scaled = values.filter(value => Number.isFinite(value) && (!log || value > 0)).map(log ? Math.log10 : value => value);
  if (!scaled.length) return log ? [0, 1] : [0, 1];
  let low = scaled.reduce((a, b) => Math.min(a, b)), high = scaled.reduce((a, b) => Math.max(a, b));
  if (high - low < 1e-12 * Math.max(Math.abs(high), 1)) { low -= log ? 0.1 : Math.abs(low) * 0.1 || 0.5; high += log ? 0.1 : Math.abs(high) * 0.1 || 0.5; }
  return [low - below * (high - low), high + above * (high - low)];
}

// Data and layout for the charting library. width: of the page, in pixels.
function chartFigure(table, chart, asked, width) {
  const marked = new Set(View.list("seeds").map(Number)), isMarked = dot => dot.seed !== null && marked.has(table.seeds[dot.seed]);
  const columns = Math.min(chart.panels.length, width < 620 ? 1 : width < 1000 ? 2 : 4);
  const rows = Math.ceil(chart.panels.length / columns);
  const colours = Colours.palette(chart.groups.length, Boolean(table.label(asked.colour)?.numeric));
  const ends = chart.means.flatMap(mean => mean.ends || []);
  const shownDots = asked.show === "means" && chart.means.length ? [] : chart.dots;
  const anyLost = chart.dots.some(dot => dot.lost && !Number.isFinite(dot.y)), anyNever = chart.dots.some(dot => dot.y === Infinity);
  const yRange = axisRange([...shownDots, ...chart.means].map(dot => dot.y).concat(ends), asked.logy,
    {below: anyLost ? 0.14 : 0.06, above: anyNever ? 0.14 : 0.06});
  const floor = share => { const at = yRange[0] + share * (yRange[1] - yRange[0]); return asked.logy ? 10 ** at : at; };
  const xRange = chart.along && !chart.along.numeric ? [-0.6, chart.places.length - 0.4]
    : axisRange(chart.dots.map(dot => dot.x), asked.logx);
  const data = [], seen = new Set();
  const spread = spreading(table, chart, asked, xRange);
  const trace = (panel, group, dots, more) => {
    if (!dots.length) return;
    const axis = panel ? String(panel + 1) : "", name = chart.groups.length > 1 ? table.label(asked.colour).texts[chart.groups[group]] : "";
    const first = Boolean(name && !seen.has(group) && more.legend);
    if (first) seen.add(group);
    const {legend, ...rest} = more;
    data.push({type: "scatter", xaxis: `x${axis}`, yaxis: `y${axis}`, x: dots.map(spread), y: dots.map(dot => dot.y),
      text: dots.map(dot => dot.gap ? "" : hoverText(table, dot, asked, chart)), hovertemplate: "%{text}<extra></extra>",
      dots, name: escaped(name), legendgroup: String(group), showlegend: first, ...rest});
  };
  const gap = {x: null, y: null, gap: true};
  const lines = chartLines(table, chart, asked), areLines = asked.x === "step" || (chart.along && chart.along.numeric) || (chart.along && chart.groups.length < 2);
  for (const panel of chart.panels.keys()) {
    for (const group of chart.groups.keys()) {
      const here = dot => dot.panel === panel && dot.group === group, colour = colours[group];
      const dots = shownDots.filter(here), finite = dots.filter(dot => Number.isFinite(dot.y) && Number.isFinite(dot.x));
      const opacity = finite.map(dot => isMarked(dot) ? 1 : marked.size ? 0.12 : 0.45);
      trace(panel, group, finite, {mode: "markers", legend: !chart.means.length, marker: {color: colour,
        size: finite.map(dot => isMarked(dot) ? 10 : 6), opacity,
        line: {width: finite.map(dot => isMarked(dot) ? 1.5 : 0), color: Colours.of("ink")}}});
      const lost = dots.filter(dot => dot.lost && !Number.isFinite(dot.y) && Number.isFinite(dot.x));
      trace(panel, group, lost.map(dot => ({...dot, y: floor(0.04)})), {mode: "markers", marker: {symbol: "x-thin", size: 9,
        line: {width: 2, color: colour}, color: colour}, text: lost.map(dot => hoverText(table, dot, asked, chart))});
      const never = dots.filter(dot => dot.y === Infinity && Number.isFinite(dot.x));
      trace(panel, group, never.map(dot => ({...dot, y: floor(0.97)})), {mode: "markers",
        marker: {symbol: "triangle-up", size: 9, color: colour}, text: never.map(dot => hoverText(table, dot, asked, chart))});
      if (asked.show === "seeds") continue;
      const own = lines.map(line => line.filter(mean => here(mean) && Number.isFinite(mean.y) && Number.isFinite(mean.x)));
      const joined = own.filter(line => line.length).flatMap(line => [...line, gap]);
      const bars = joined.some(mean => mean.ends) ? {error_y: {type: "data", symmetric: false, thickness: 1.4, width: 3, color: colour,
        array: joined.map(mean => mean.ends ? mean.ends[1] - mean.y : 0), arrayminus: joined.map(mean => mean.ends ? mean.y - mean.ends[0] : 0)}} : {};
      trace(panel, group, joined, {mode: areLines ? "lines+markers" : "markers", legend: true, connectgaps: false,
        opacity: marked.size ? 0.5 : 1, line: {color: colour, width: 2},
        marker: {color: colour, size: 10, symbol: "diamond", line: {width: 1, color: Colours.of("paper")}}, ...bars});
    }
    for (const seed of marked) {
      const lineDots = shownDots.filter(dot => dot.panel === panel && dot.seed !== null && table.seeds[dot.seed] === seed && Number.isFinite(dot.y) && Number.isFinite(dot.x));
      const keyed = new Map();
      for (const dot of lineDots) {
        const key = table.labels.filter(label => label !== chart.along && label.names_point).map(label => label.codes[dot.point]).join();
        keyed.set(key, [...(keyed.get(key) || []), dot]);
      }
      const joined = [...keyed.values()].filter(line => line.length > 1).flatMap(line => [...line.sort((a, b) => a.x - b.x), gap]);
      if (areLines) trace(panel, 0, joined, {mode: "lines", line: {color: Colours.of("ink"), width: 1.2}, hoverinfo: "skip", hovertemplate: null, showlegend: false});
    }
  }
  return {data, layout: chartLayout(table, chart, asked, {columns, rows, xRange, yRange, width})};
}

// Seeds stand a little beside each other at a swept value, so that each can be seen and pointed at.
function spreading(table, chart, asked, xRange) {
  if (!chart.along) return dot => dot.x;
  const width = 0.03 * (xRange[1] - xRange[0]), last = Math.max(table.seeds.length - 1, 1);
  return dot => {
    if (dot.seed === null || dot.gap) return dot.x;
    const shift = width * (dot.seed / last - 0.5);
    return asked.logx ? dot.x * 10 ** shift : dot.x + shift;
  };
}

function xTitle(table, chart, asked) {
  if (chart.other) return withUnit(chart.other);
  if (asked.x === "step") return capitalised(table.step_name);
  if (asked.x === "seed") return capitalised(table.replicate);
  return chart.along ? capitalised(chart.along.words) : "";
}

function chartLayout(table, chart, asked, {columns, rows, xRange, yRange, width}) {
  const ink = Colours.of("ink"), line = Colours.of("line"), small = width < 620;
  const step = table.hasSteps(asked.y) && asked.x !== "step" ? `, ${table.step_name} ${table.steps[asked.step]}` : "";
  const legendRows = chart.groups.length > 1 ? Math.ceil(chart.groups.length / Math.max(1, Math.floor(width / 130))) : 0;
  const height = rows * (small ? 250 : rows > 1 ? 270 : 420) + 110 + 22 * legendRows;
  const layout = {
    width, height, paper_bgcolor: Colours.of("paper"), plot_bgcolor: Colours.of("paper"), hovermode: "closest", dragmode: false,
    font: {color: ink, size: 13, family: "system-ui, sans-serif"}, margin: {l: 64, r: 14, t: 60 + 22 * legendRows, b: 72},
    title: {text: escaped(`${capitalised(asked.y.words)} in ${table.entry.words}${step}`), x: 0, xref: "paper", xanchor: "left", y: 1, yref: "container", yanchor: "top", pad: {t: 10}, font: {size: 15}},
    legend: {orientation: "h", x: 0, y: 1, yref: "container", yanchor: "top", xanchor: "left", itemclick: false, itemdoubleclick: false},
    hoverlabel: {bgcolor: Colours.of("shade"), bordercolor: line, font: {color: ink}, align: "left"}, annotations: [], shapes: [],
  };
  // So that a downloaded picture of a quick run is not taken for another.
  layout.annotations.push({text: escaped(table.entry.run_words), showarrow: false, x: 0, xref: "paper", xanchor: "left", y: 0, yref: "paper",
    yanchor: "bottom", yshift: 4 - layout.margin.b, font: {size: 10, color: Colours.of("soft")}});
  if (legendRows) {
    // Below the title, whatever the height of the chart.
    layout.legend.y = 1 - 30 / height;
    layout.legend.title = {text: `${escaped(table.label(asked.colour).words)}  `, side: "left", font: {size: 12}};
  }
  const inside = height - layout.margin.t - layout.margin.b, gapX = 56 / Math.max(width - 78, 1), gapY = rows > 1 ? 76 / inside : 0;
  const wide = (1 - gapX * (columns - 1)) / columns, high = (1 - gapY * (rows - 1)) / rows;
  for (const panel of chart.panels.keys()) {
    const axis = panel ? String(panel + 1) : "", column = panel % columns, row = Math.floor(panel / columns);
    const left = column * (wide + gapX), top = 1 - row * (high + gapY);
    layout[`xaxis${axis}`] = {domain: [left, Math.min(left + wide, 1)], anchor: `y${axis}`, range: xRange, type: asked.logx ? "log" : "linear",
      title: {text: escaped(xTitle(table, chart, asked)), standoff: 6}, gridcolor: line, linecolor: line, zeroline: false, ...xTicks(chart, asked, width / columns)};
    layout[`yaxis${axis}`] = {domain: [Math.max(top - high, 0), top], anchor: `x${axis}`, range: yRange, type: asked.logy ? "log" : "linear",
      gridcolor: line, linecolor: line, zeroline: false, automargin: true, nticks: 6, exponentformat: "power",
      ...(column === 0 ? {title: {text: escaped(withUnit(asked.y)), standoff: 8}} : {})};
    if (chart.panels.length > 1) {
      const label = table.label(asked.facet);
      layout.annotations.push({text: escaped(`${label.words} ${label.texts[chart.panels[panel]]}`), showarrow: false, x: left, y: top,
        xref: "paper", yref: "paper", xanchor: "left", yanchor: "bottom", font: {size: 13, color: Colours.of("soft")}});
    }
  }
  return layout;
}

// Ticks at the swept values, as far as there is room; the library's own for measures and steps.
function xTicks(chart, asked, room) {
  if (!chart.along) return asked.logx ? {dtick: 1, exponentformat: "power"} : {nticks: 6};
  const texts = chart.places.map(place => chart.along.texts[place]), values = chart.places.map(place => chart.along.values[place]);
  const long = Math.max(...texts.map(text => text.length)) * 7 * texts.length > room - 40;
  if (!chart.along.numeric) return {tickvals: texts.map((_, place) => place), ticktext: texts.map(escaped), tickangle: long ? -35 : 0, automargin: true};
  return {tickvals: values, ticktext: texts, tickangle: 0, minor: {ticks: ""}};
}
