// The scorecard: every test with its effect and its tested points; filters, search and order.
"use strict";

const Scorecard = {
  // Columns: heading, and what rows are ordered by.
  columns: [["Verdict", row => row.verdict], ["Claim", row => row.claim], ["Experiment", row => row.experiment], ["What was tested", row => row.measure],
    ["Effect as predicted", row => row.predicted === null ? -Infinity : Number(row.predicted)], ["p, adjusted", row => row.p_adjusted ?? 2],
    ["Seeds", row => row.seeds], ["Tested points", null]],

  rows() {
    const search = View.get("search").toLowerCase().split(/\s+/).filter(Boolean);
    const text = row => [row.claim, row.experiment, row.study, row.measure.replace(/_/g, " "), row.measure, row.task, row.direction, row.verdict, row.test, row.note].join(" ").toLowerCase();
    const matches = key => row => !View.get(key) || row[key] === View.get(key);
    const found = Summary.rows.filter(row => ["study", "claim", "verdict"].every(key => matches(key)(row)) &&
      (!View.get("in") || row.experiment === View.get("in")) && search.every(word => text(row).includes(word)));
    const place = Number(View.get("by", -1)), by = this.columns[place]?.[1];
    if (!by) return found;
    const sign = View.get("down") ? -1 : 1;
    const compared = (a, b) => typeof a === "number" ? a - b : a.localeCompare(b, "en", {numeric: true});
    return found.sort((a, b) => sign * compared(by(a), by(b)) || a.row - b.row);
  },

  // The largest effect that bars of a kind reach: all correlations, most ratios.
  reach(kind) {
    this.reaches ||= {};
    if (!this.reaches[kind]) {
      const sizes = Summary.rows.filter(row => row.kind === kind && typeof row.predicted === "number").map(row => Math.abs(row.predicted)).sort((a, b) => a - b);
      this.reaches[kind] = kind === "correlation" ? 1.05 : 1.1 * (sizes[Math.floor(0.95 * (sizes.length - 1))] || 1);
    }
    return this.reaches[kind];
  },

  effectText(row) {
    if (row.predicted === null) return "–";
    const number = value => value === "inf" ? Infinity : value === "-inf" ? -Infinity : value;
    const shown = value => value === null ? "–" : numberText(row.kind === "ratio" ? Math.exp(number(value)) : number(value), 3);
    return `${row.kind === "ratio" ? "ratio " : ""}${shown(row.predicted)} (${shown(row.low)} to ${shown(row.high)})`;
  },

  line(row) {
    const points = element("td", {class: "points", "data-name": "Tested points"});
    const line = element("tr", {"data-row": row.row, tabindex: -1},
      element("td", {"data-name": "Verdict"}, element("span", {class: `chip ${row.verdict}`}, row.verdict)),
      element("td", {"data-name": "Claim", title: Summary.claims.find(claim => claim.claim === row.claim)?.statement || ""}, row.claim),
      element("td", {"data-name": "Experiment"}, row.experiment),
      element("td", {"data-name": "What was tested"}, element("strong", {}, row.measure.replace(/_/g, " ")), ` ${row.direction}`,
        element("span", {class: "soft block"}, `${row.task}${row.step === null ? "" : `, step ${row.step}`}. ${row.test}${row.note ? `. ${capitalised(row.note)}` : ""}`)),
      element("td", {"data-name": "Effect as predicted"}, effectBar(row, this.reach(row.kind)), element("span", {class: "soft block"}, this.effectText(row))),
      element("td", {"data-name": "p, adjusted", class: "number"}, pText(row.p_adjusted)),
      element("td", {"data-name": "Seeds", class: "number"}, `${row.seeds}${row.diverged ? `, ${row.diverged} diverged` : ""}`), points);
    lazily(points, () => this.points(points, row));
    return line;
  },

  async points(cell, row) {
    const table = await Tables.of(row.experiment), selection = selectionOf(table, row), plot = smallPlot(table, row);
    const note = selection && !selection.exact ? element("span", {class: "soft block"}, "related values: the test combines them in its own way") : null;
    const shown = plot ? element("a", {href: Claims.openRow(table, row), title: "Open in Measures"}, plot) : Claims.computed(table, row);
    cell.replaceChildren(shown, ...(note ? [note] : []));
    cell.dataset.drawn = "yes";
  },

  show() {
    const rows = this.rows(), distinct = key => [...new Set(Summary.rows.map(row => row[key]))];
    const all = (id, key, words, view = key) => choice(document.getElementById(id),
      [["", `all ${words}`], ...distinct(key).sort((a, b) => a.localeCompare(b, "en", {numeric: true})).map(value => [value, value])], View.get(view));
    all("of-study", "study", "studies");
    all("of-claim", "claim", "claims");
    all("of-verdict", "verdict", "verdicts");
    all("of-experiment", "experiment", "experiments", "in");
    const search = document.getElementById("search");
    if (document.activeElement !== search) search.value = View.get("search");
    document.getElementById("found").textContent = `${rows.length} of ${plural(Summary.rows.length, "test")}`;
    const place = Number(View.get("by", -1));
    document.querySelector("#tests thead").replaceChildren(element("tr", {}, ...this.columns.map(([name, by], number) => {
      const order = number === place ? (View.get("down") ? "descending" : "ascending") : null;
      const sort = () => View.set({by: number, down: number === place && !View.get("down") ? "1" : ""});
      return element("th", {"aria-sort": order}, by ? element("button", {type: "button", onclick: sort}, name) : name);
    })));
    document.querySelector("#tests tbody").replaceChildren();
    this.add(rows, ++this.shown);
  },

  shown: 0,
  // Rows that are added at a time, so that a page of many tests opens at once.
  BLOCK: 60,

  // Add the next rows, and the others when a reader comes near to the end; shown: the number of the list they belong to.
  add(rows, shown) {
    if (shown !== this.shown || !rows.length) return;
    const lines = rows.slice(0, this.BLOCK).map(row => this.line(row));
    document.querySelector("#tests tbody").append(...lines);
    if (rows.length > this.BLOCK) lazily(lines[lines.length - 1], () => this.add(rows.slice(this.BLOCK), shown));
  },

  redraw() {
    for (const cell of document.querySelectorAll("#tests td.points[data-drawn]")) {
      this.points(cell, Summary.rows.find(row => row.row === Number(cell.parentNode.dataset.row)));
    }
  },

  csv() {
    const names = ["study", "experiment", "claim", "measure", "step", "task", "direction", "verdict", "effect_name", "effect", "interval_low", "interval_high",
      "mean", "p", "p_adjusted", "seeds", "censored", "diverged", "test", "note"];
    return csvText(names, this.rows().map(row => names.map(name => row[name])));
  },

  start() {
    for (const [id, key] of [["of-study", "study"], ["of-claim", "claim"], ["of-verdict", "verdict"], ["of-experiment", "in"]]) {
      document.getElementById(id).addEventListener("change", event => View.set({[key]: event.target.value}));
    }
    document.getElementById("search").addEventListener("input", event => View.set({search: event.target.value}));
    document.getElementById("reset").addEventListener("click", () => View.set({study: "", claim: "", verdict: "", in: "", search: "", by: "", down: ""}));
    document.getElementById("rows-csv").addEventListener("click", () => save("scorecard.csv", this.csv(), "text/csv"));
  },
};
