// Initial matrices side by side: heat map, eigenvalues and singular values of a circuit beside its null models.
"use strict";

const Matrices = {
  async show() {
    const turn = this.turn = (this.turn || 0) + 1;
    this.held ||= Unpack.document("matrices-held");
    const held = await this.held;
    const names = Summary.experiments.map(entry => entry.name).filter(name => (held.points[name] || []).some(place => place !== null));
    const note = document.getElementById("matrix-note");
    for (const part of ["matrix-chart", "matrix-controls"]) document.getElementById(part).hidden = !names.length;
    if (!names.length) {
      note.textContent = "No experiment here starts from initial matrices of the config.";
      return;
    }
    const name = names.includes(View.get("experiment")) ? View.get("experiment") : names[0];
    const table = await Tables.of(name), plotly = await Unpack.library();
    if (turn !== this.turn) return;
    const asked = this.asked(table, held.points[name]);
    this.controls(table, names, asked);
    await this.draw(plotly, table, held, asked);
  },

  // Which points stand beside each other: they differ in one label, the others are held.
  asked(table, places) {
    const all = [...Array(table.points).keys()].filter(point => places[point] !== null);
    const varied = table.varied(all).filter(label => label.names_point && new Set(all.map(point => places[point])).size > 1 && this.decides(table, all, places, label));
    const usual = ["null_model", "rank", "connectivity"].map(key => varied.find(label => label.name === key)).find(Boolean) || varied[0];
    const beside = varied.find(label => label.name === View.get("beside")) || usual;
    const held = {};
    for (const label of varied.filter(label => label !== beside)) {
      const place = label.texts.indexOf(View.get(`matrix.${label.name}`));
      const known = [...new Set(all.map(point => label.codes[point]))];
      held[label.name] = [place >= 0 ? place : known[0]];
    }
    const seen = new Set(), columns = [];
    for (const point of table.pointsWith(held).filter(point => places[point] !== null)) {
      if (!seen.has(places[point])) { seen.add(places[point]); columns.push(point); }
    }
    if (beside) columns.sort((a, b) => beside.codes[a] - beside.codes[b]);
    return {varied, beside, held, columns};
  },

  // Whether a label decides on the matrix at all: another value of it alone gives another file.
  decides(table, points, places, label) {
    const by = new Map();
    for (const point of points) {
      const key = table.labels.filter(other => other !== label && other.names_point).map(other => other.codes[point]).join();
      by.set(key, [...(by.get(key) || []), places[point]]);
    }
    return [...by.values()].some(found => new Set(found).size > 1);
  },

  controls(table, names, asked) {
    const entries = names.map(name => [name, Summary.experiments.find(entry => entry.name === name).words]);
    choice(document.getElementById("matrix-experiment"), entries, table.entry.name);
    choice(document.getElementById("beside"), asked.varied.map(label => [label.name, label.words]), asked.beside?.name);
    document.getElementById("matrix-filters").replaceChildren(...asked.varied.filter(label => label !== asked.beside).map(label => {
      const select = element("select", {"data-label": label.name, onchange: event => View.set({[`matrix.${label.name}`]: event.target.value})});
      choice(select, label.texts.map(text => [text, text]), label.texts[asked.held[label.name][0]]);
      return element("label", {}, label.words, select);
    }));
  },

  async unpacked(matrix) {
    matrix.unpacked ||= Promise.all([Unpack.bytes(matrix.levels), Unpack.columns(matrix.spectra)]);
    const [levels, spectra] = await matrix.unpacked, signed = new Int8Array(levels.buffer), rows = [];
    for (let row = 0; row < matrix.cells; row++) {
      rows.push(Array.from(signed.subarray(row * matrix.cells, (row + 1) * matrix.cells), level => level * matrix.scale));
    }
    const part = place => Array.from(spectra.subarray(place * matrix.length, (place + 1) * matrix.length)).filter(value => !Number.isNaN(value));
    return {rows, singular: part(0), real: part(1), imaginary: part(2)};
  },

  async draw(plotly, table, held, asked) {
    const holder = document.getElementById("matrix-chart"), width = Math.max(holder.clientWidth, 280);
    const most = width < 620 ? 1 : width < 1000 ? 2 : 4, shown = asked.columns;
    const ofPoint = held.points[table.entry.name];
    const contents = await Promise.all(shown.map(async point => {
      const matrix = held.matrices[ofPoint[point]];
      return {point, matrix, ...await this.unpacked(matrix)};
    }));
    const columns = Math.max(1, Math.min(most, contents.length)), blocks = Math.ceil(contents.length / columns);
    const colour = Colours.palette(1)[0], line = Colours.of("line"), ink = Colours.of("ink");
    // In pixels: square maps as wide as their column, as far as there is room, each with its axis below.
    const room = Math.min(340, (width - 72) / columns - 40), pixels = [room + 56, 0.8 * room + 56, 190], blockHeight = pixels[0] + pixels[1] + pixels[2] + 24;
    const height = blocks * blockHeight + 60, inside = height - 78, foot = 46 / inside;
    const layout = {width, height, paper_bgcolor: Colours.of("paper"), plot_bgcolor: Colours.of("paper"), showlegend: false, dragmode: false,
      font: {color: ink, size: 12, family: "system-ui, sans-serif"}, margin: {l: 56, r: 16, t: 34, b: 44}, annotations: [],
      hoverlabel: {bgcolor: Colours.of("shade"), bordercolor: line, font: {color: ink}}};
    const radius = Math.max(...contents.flatMap(entry => entry.real.map((real, place) => Math.hypot(real, entry.imaginary[place])))) * 1.08 || 1;
    const tallest = Math.max(...contents.flatMap(entry => entry.singular)) * 1.05 || 1;
    const data = [];
    contents.forEach((entry, place) => {
      const column = place % columns, block = Math.floor(place / columns);
      const gap = columns > 1 ? 0.06 : 0, wide = (1 - gap * (columns - 1)) / columns, left = column * (wide + gap);
      let top = 1 - block * blockHeight / inside;
      const title = asked.beside ? `${asked.beside.words} ${asked.beside.texts[asked.beside.codes[entry.point]]}` : "initial matrix";
      layout.annotations.push({text: escaped(title), x: left, y: top, xref: "paper", yref: "paper", xanchor: "left", yanchor: "bottom", yshift: 5, showarrow: false, font: {size: 13}});
      ["heat", "eigen", "singular"].forEach((kind, part) => {
        const number = 3 * place + part + 1, axis = number > 1 ? String(number) : "", tall = pixels[part] / inside;
        const domain = [Math.max(0, top - tall + foot), Math.max(0.001, top)];
        top -= tall;
        const common = {gridcolor: line, linecolor: line, zerolinecolor: line};
        layout[`xaxis${axis}`] = {domain: [left, left + wide], anchor: `y${axis}`, ...common, ...this.xAxis(kind, radius)};
        layout[`yaxis${axis}`] = {domain, anchor: `x${axis}`, ...common, ...this.yAxis(kind, column, axis, radius, tallest)};
        data.push({xaxis: `x${axis}`, yaxis: `y${axis}`, ...this.trace(kind, entry, colour)});
      });
    });
    plotly.react(holder, data, layout, {displayModeBar: false, responsive: false});
    document.getElementById("matrix-note").textContent = this.note(contents);
    document.getElementById("matrix-files").replaceChildren(...contents.map(entry => {
      const text = `richlazy lineage ${entry.matrix.path}`;
      return element("li", {}, element("code", {}, entry.matrix.path), " ",
        element("button", {class: "copy", onclick: event => copyText(text, event.target)}, "Copy lineage command"));
    }));
    holder.dataset.drawn = String(Number(holder.dataset.drawn || 0) + 1);
  },

  xAxis(kind, radius) {
    if (kind === "heat") return {title: {text: "presynaptic unit", standoff: 4}, constrain: "domain", showgrid: false, zeroline: false};
    if (kind === "eigen") return {title: {text: "real part", standoff: 4}, range: [-radius, radius], constrain: "domain"};
    return {title: {text: "place in the spectrum", standoff: 4}};
  },

  yAxis(kind, column, axis, radius, tallest) {
    const title = {heat: "postsynaptic unit", eigen: "imaginary part", singular: "singular value"}[kind];
    const named = column === 0 ? {title: {text: title, standoff: 4}} : {};
    if (kind === "heat") return {...named, autorange: "reversed", scaleanchor: `x${axis}`, constrain: "domain", showgrid: false, zeroline: false};
    if (kind === "eigen") return {...named, range: [-radius, radius], scaleanchor: `x${axis}`, constrain: "domain"};
    return {...named, range: [0, tallest]};
  },

  trace(kind, entry, colour) {
    const {matrix} = entry, limit = 127 * matrix.scale, size = matrix.block;
    if (kind === "heat") {
      return {type: "heatmap", z: entry.rows, x0: (size - 1) / 2, dx: size, y0: (size - 1) / 2, dy: size, zmin: -limit, zmax: limit, showscale: false,
        colorscale: Colours.dark() ? [[0, "#4da8de"], [0.5, Colours.of("paper")], [1, "#f28441"]] : [[0, "#0173b2"], [0.5, "#ffffff"], [1, "#d55e00"]],
        hovertemplate: "from %{x:.0f} to %{y:.0f}: %{z:.3g}<extra></extra>"};
    }
    if (kind === "eigen") {
      return {type: "scatter", mode: "markers", x: entry.real, y: entry.imaginary, marker: {color: colour, size: 5, opacity: 0.7},
        hovertemplate: "%{x:.3g} + %{y:.3g} i<extra></extra>"};
    }
    return {type: "scatter", mode: "lines+markers", x: entry.singular.map((_, place) => place + 1), y: entry.singular, marker: {color: colour, size: 3},
      line: {color: colour, width: 1}, hovertemplate: "%{x}: %{y:.3g}<extra></extra>"};
  },

  note(contents) {
    const blocks = [...new Set(contents.map(entry => entry.matrix.block))], seeds = [...new Set(contents.map(entry => entry.matrix.seed))];
    const units = [...new Set(contents.map(entry => entry.matrix.units))];
    return `${units.join(", ")} units; the matrix of seed ${seeds.join(", ")}, the first of its file. ` +
      (blocks.some(block => block > 1) ? `A cell is the mean of ${blocks.map(block => `${block} × ${block}`).join(" or ")} connections. ` : "A cell is a connection. ") +
      "Orange is positive, blue negative; each map has its own scale, the axes of the spectra are shared.";
  },

  start() {
    document.getElementById("matrix-experiment").addEventListener("change", event =>
      View.set({experiment: event.target.value, beside: ""}, {without: ["matrix."]}));
    document.getElementById("beside").addEventListener("change", event => View.set({beside: event.target.value}, {without: ["matrix."]}));
  },
};
