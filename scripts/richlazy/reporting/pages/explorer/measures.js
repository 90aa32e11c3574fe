// The view of measures: its controls, the chart, and what a pointer or a key does to a dot.
"use strict";

const Measures = {
  order: [],
  at: -1,
  drawing: 0,

  // What the address asks for, completed by what fits the experiment.
  asked(table) {
    const variables = table.variables.filter(variable => table.stepsOf(variable).length || !table.hasSteps(variable));
    const preferred = ["kernel_alignment", "weight_change", "loss"].map(name => table.variable(name)).find(Boolean);
    const y = table.variable(View.get("y")) || preferred || variables[0];
    const varied = table.varied([...Array(table.points).keys()]).filter(label => label.names_point);
    const steps = table.stepsOf(y), wanted = table.steps.indexOf(Number(View.get("step", NaN)));
    const step = wanted >= 0 ? wanted : steps.length ? steps[steps.length - 1] : 0;
    const usual = varied.find(label => label.name === "rank") || varied.find(label => label.numeric) || varied.find(label => label.name !== "task") || varied[0];
    const isX = name => name === "seed" || (name === "step" && table.steps.length > 1) || table.label(name) ||
      (name.startsWith(MEASURE) && table.variable(name.slice(1)));
    const x = isX(View.get("x")) ? View.get("x") : usual ? usual.name : table.steps.length > 1 ? "step" : "seed";
    const free = varied.filter(label => label.name !== x);
    const fixed = {};
    for (const label of table.labels) {
      const place = label.texts.indexOf(View.get(`only.${label.name}`, null));
      if (View.values.has(`only.${label.name}`) && place >= 0) fixed[label.name] = [place];
    }
    const open = free.filter(label => !fixed[label.name]);
    const facet = this.label(table, "facet", open.find(label => label.name === "task"));
    const colour = this.label(table, "colour", open.find(label => label.name !== facet));
    const log = View.list("log"), plain = View.list("linear");
    const along = table.label(x), positive = along && along.numeric && along.values.every(value => value > 0);
    const wide = positive && Math.max(...along.values) / Math.min(...along.values) >= 20;
    const usualLogX = Boolean(wide);
    return {y, x, step, facet, colour, fixed, show: View.get("show", "both"),
      logx: (along ? along.numeric : true) && x !== "seed" && (log.includes("x") || (usualLogX && !plain.includes("x"))),
      logy: log.includes("y") || (y.name === "weight_change" && !plain.includes("y"))};
  },

  label(table, key, usual) {
    const name = View.get(key, usual ? usual.name : "");
    return table.label(name) ? name : "";
  },

  async show() {
    const turn = ++this.drawing;
    const name = this.experiment();
    const table = await Tables.of(name);
    if (turn !== this.drawing) return;
    this.table = table;
    const asked = this.asked(table);
    this.controls(table, asked);
    document.getElementById("chart-note").textContent = "Drawing…";
    const plotly = await Unpack.library();
    if (turn !== this.drawing) return;
    this.draw(plotly, table, asked);
  },

  experiment() {
    const names = Summary.experiments.map(experiment => experiment.name);
    return names.includes(View.get("experiment")) ? View.get("experiment") : names[0];
  },

  controls(table, asked) {
    const labels = table.labels.filter(label => table.varied([...Array(table.points).keys()]).includes(label));
    const measures = table.variables.map(variable => [variable.name, variable.words]);
    choice(document.getElementById("experiment"), Summary.experiments.map(entry => [entry.name, entry.words]), table.entry.name);
    choice(document.getElementById("y"), measures, asked.y.name);
    const xs = element("optgroup", {label: "axes"}), ys = element("optgroup", {label: "measures"});
    const axes = [...labels.map(label => [label.name, label.words]), ...(table.steps.length > 1 ? [["step", table.step_name]] : []), ["seed", table.replicate]];
    for (const [value, text] of axes) xs.append(this.option(value, text, asked.x));
    for (const [value, text] of measures) ys.append(this.option(MEASURE + value, text, asked.x));
    document.getElementById("x").replaceChildren(xs, ys);
    const grouping = [["", "none"], ...labels.filter(label => label.name !== asked.x).map(label => [label.name, label.words])];
    choice(document.getElementById("facet"), grouping, asked.facet);
    choice(document.getElementById("colour"), grouping, asked.colour);
    this.filters(labels, asked);
    const slider = document.getElementById("step"), hasSteps = table.hasSteps(asked.y) && asked.x !== "step";
    slider.max = Math.max(table.steps.length - 1, 0);
    slider.value = asked.step;
    slider.disabled = !hasSteps;
    slider.setAttribute("aria-valuetext", hasSteps ? `${table.step_name} ${table.steps[asked.step]}` : "no steps");
    document.getElementById("step-text").textContent = hasSteps ? String(table.steps[asked.step]) : "–";
    document.getElementById("logx").setAttribute("aria-pressed", asked.logx);
    document.getElementById("logy").setAttribute("aria-pressed", asked.logy);
    document.getElementById("show").value = asked.show;
  },

  option(value, text, chosen) {
    const option = element("option", {value}, text);
    option.selected = value === chosen;
    return option;
  },

  // One list for each label with several values; "all" shows them all.
  filters(labels, asked) {
    document.getElementById("filters").replaceChildren(...labels.map(label => {
      const select = element("select", {"data-label": label.name, onchange: event => View.set({[`only.${label.name}`]: event.target.value})});
      const chosen = asked.fixed[label.name] ? label.texts[asked.fixed[label.name][0]] : "";
      choice(select, [["", "all"], ...label.texts.map(text => [text, text])], chosen);
      return element("label", {}, label.words, select);
    }));
  },

  draw(plotly, table, asked) {
    const chart = chartDots(table, asked), holder = document.getElementById("chart");
    const figure = chartFigure(table, chart, asked, Math.max(holder.clientWidth, 280));
    plotly.react(holder, figure.data, figure.layout, {displayModeBar: false, responsive: false, doubleClick: false});
    if (!holder.dataset.listens) {
      holder.dataset.listens = "yes";
      holder.on("plotly_hover", event => this.pointed(event.points[0]));
      holder.on("plotly_click", event => this.pressed(event.points[0]));
    }
    this.chart = chart;
    this.settings = asked;
    this.order = figure.data.flatMap((trace, curve) => trace.dots.map((dot, place) => ({dot, curve, place})))
      .filter(entry => !entry.dot.gap && entry.dot.seed !== null && figure.data[entry.curve].mode !== "lines")
      .sort((a, b) => a.dot.panel - b.dot.panel || a.dot.x - b.dot.x || a.dot.group - b.dot.group || a.dot.seed - b.dot.seed);
    document.getElementById("chart-note").textContent = this.note(table, chart, asked);
    this.lines(table, asked);
    holder.dataset.drawn = String(Number(holder.dataset.drawn || 0) + 1);
  },

  note(table, chart, asked) {
    const lost = new Set(chart.dots.filter(dot => dot.lost).map(dot => `${dot.point} ${dot.seed}`)).size;
    const runs = new Set(chart.dots.map(dot => `${dot.point} ${dot.seed}`)).size;
    const finite = chart.dots.filter(dot => Number.isFinite(dot.y)).length;
    const taken = table.stepsOf(asked.y).map(step => table.steps[step]);
    const log = axis => chart.dots.some(dot => dot[axis] <= 0);
    return [
      `${plural(runs, "run")}, ${plural(table.seeds.length, table.replicate)}. `,
      lost ? `${lost} diverged: × at the foot where a run has no value. ` : "None diverged. ",
      chart.dots.some(dot => dot.y === Infinity) ? "▲ at the top: never reached. " : "",
      chart.means.length && asked.show !== "seeds" ? `Diamonds: means over ${table.replicate}s${chart.other ? "" : `; bars: ${Math.round(100 * Summary.confidence)} % intervals`}. ` : "",
      asked.logy && log("y") || asked.logx && log("x") ? "Values that are not positive have no place on a log axis. " : "",
      finite ? "" : `No value here${taken.length && table.hasSteps(asked.y) ? `; it is taken at ${table.step_name} ${taken.join(", ")}` : ""}. `,
      asked.y.long_name ? `${capitalised(asked.y.words)}: ${asked.y.long_name}. ` : "",
      table.left_out.length ? `Without a place here: ${table.left_out.join("; ")}.` : "",
    ].join("");
  },

  lines(table, asked) {
    const chosen = Object.fromEntries(Object.entries(asked.fixed).map(([name, [place]]) => [name, table.label(name).values[place]]));
    const step = table.hasSteps(asked.y) && asked.x !== "step" ? table.steps[asked.step] : null;
    document.getElementById("chart-lines").textContent = xarrayLines(table, asked.y, chosen, null, step);
  },

  pointed(point) {
    const dot = point.data.dots[point.pointIndex ?? point.pointNumber];
    if (!dot || dot.gap) return;
    this.at = this.order.findIndex(entry => entry.dot === dot);
    this.detail(dot);
  },

  detail(dot) {
    const variables = [this.settings.y, ...(this.chart.other ? [this.chart.other] : [])];
    this.shown = dot;
    Detail.show({table: this.table, point: dot.point, seed: dot.seed, step: dot.step, variables});
  },

  pressed(point) {
    const dot = point.data.dots[point.pointIndex ?? point.pointNumber];
    if (!dot || dot.gap) return;
    this.detail(dot);
    if (dot.seed !== null) Brush.toggle(this.table.seeds[dot.seed]);
  },

  // The next dot for readers without a pointer.
  move(by) {
    if (!this.order.length) return;
    this.at = (Math.max(this.at, by > 0 ? -1 : 0) + by + this.order.length) % this.order.length;
    const {dot, curve, place} = this.order[this.at];
    const axis = dot.panel ? String(dot.panel + 1) : "";
    window.Plotly.Fx.hover("chart", [{curveNumber: curve, pointNumber: place}], `x${axis}y${axis}`);
    this.detail(dot);
  },

  moveStep(by) {
    const table = this.table, steps = table ? table.stepsOf(this.settings.y) : [];
    if (!steps.length || this.settings.x === "step") return;
    const place = steps.indexOf(this.settings.step);
    const next = place < 0 ? steps.length - 1 : Math.max(0, Math.min(steps.length - 1, place + by));
    View.set({step: table.steps[steps[next]]});
  },

  setLog(axis, isLog) {
    const change = (key, add) => [...new Set([...View.list(key).filter(one => one !== axis), ...(add ? [axis] : [])])].sort().join();
    View.set({log: change("log", isLog), linear: change("linear", !isLog)});
  },

  csv() {
    const {table, settings: {y}, chart} = this;
    const labels = table.labels, other = chart.other;
    const head = [...labels.map(label => label.name), table.replicate, ...(table.hasSteps(y) ? ["step"] : []), y.name, ...(other ? [other.name] : []), "diverged"];
    return csvText(head, chart.dots.map(dot => [...labels.map(label => table.valueOf(label, dot.point)), dot.seed === null ? "" : table.seeds[dot.seed],
      ...(table.hasSteps(y) ? [table.steps[dot.step]] : []), dot.y, ...(other ? [dot.x] : []), dot.lost ? 1 : 0]));
  },

  fileName(ending) { return `${this.table.entry.name}-${this.settings.y.name.replace(/\W+/g, "_")}.${ending}`; },

  start() {
    const by = id => document.getElementById(id), set = key => event => View.set({[key]: event.target.value});
    by("experiment").addEventListener("change", event => {
      Detail.hide();
      View.set({experiment: event.target.value, step: "", x: "", facet: null, colour: null}, {without: ["only."]});
    });
    by("y").addEventListener("change", set("y"));
    by("x").addEventListener("change", event => View.set({x: event.target.value, log: "", linear: ""}));
    // "none" is a choice of its own, unlike a key that is not there.
    for (const id of ["facet", "colour"]) by(id).addEventListener("change", event => View.set({[id]: event.target.value || "none"}));
    by("show").addEventListener("change", set("show"));
    by("step").addEventListener("input", event => View.set({step: this.table.steps[Number(event.target.value)]}));
    for (const axis of ["x", "y"]) by(`log${axis}`).addEventListener("click", () => this.setLog(axis, !this.settings[`log${axis}`]));
    by("csv").addEventListener("click", () => save(this.fileName("csv"), this.csv(), "text/csv"));
    by("png").addEventListener("click", () => {
      const {width, height} = by("chart")._fullLayout;
      window.Plotly.downloadImage("chart", {format: "png", width, height, scale: 2, filename: this.fileName("png").slice(0, -4)});
    });
    by("copy-lines").addEventListener("click", event => copyText(by("chart-lines").textContent, event.target));
  },
};
