// The front page: each claim with its sentence, its verdicts and one small plot.
"use strict";

const Claims = {
  rows(claim) { return Summary.rows.filter(row => row.claim === claim); },

  counts(rows) {
    return Summary.verdicts.map(verdict => [verdict, rows.filter(row => row.verdict === verdict).length]);
  },

  chips(rows, claim) {
    return this.counts(rows).filter(([, count]) => count).map(([verdict, count]) => element("a", {
      class: `chip ${verdict}`, href: this.address({tab: "scorecard", claim: claim || "", verdict}),
    }, `${count} ${verdict}`));
  },

  // An address of this page that keeps theme and marks.
  address(values) {
    const kept = Object.fromEntries(["theme", "seeds"].filter(key => View.get(key)).map(key => [key, View.get(key)]));
    const all = Object.entries({...kept, ...values}).filter(([, value]) => value !== "" && value !== null && value !== undefined);
    return `#${new URLSearchParams(all)}`;
  },

  // The view of measures that shows the points of a row.
  openRow(table, row) {
    const selection = selectionOf(table, row), values = {tab: "measures", experiment: row.experiment};
    if (!selection) return this.address(values);
    const {variable, step, along} = selection;
    const fixed = Object.entries(row.tested.fixed).filter(([, places]) => places.length === 1)
      .map(([name, places]) => [`only.${name}`, table.label(name).texts[places[0]]]);
    return this.address({...values, y: variable.name, x: along ? along.name : "", step: table.hasSteps(variable) ? table.steps[step] : "", ...Object.fromEntries(fixed)});
  },

  card(claim) {
    const rows = this.rows(claim.claim), leads = claim.leads.map(place => Summary.rows.find(row => row.row === place));
    // A test whose points can be shown, rather than one that computes its quantity itself.
    const lead = leads.find(row => row.tested.exact) || leads.find(row => row.tested.y) || leads[0];
    const plot = element("div", {class: "plot"});
    const card = element("article", {class: "card", "data-claim": claim.claim},
      element("h3", {}, element("span", {class: "claim"}, claim.claim), " ", claim.title),
      element("p", {}, claim.statement), plot, element("p", {class: "chips"}, ...this.chips(rows, claim.claim)));
    if (lead) lazily(plot, () => this.plot(plot, lead));
    return card;
  },

  async plot(holder, row) {
    const table = await Tables.of(row.experiment);
    const caption = `${table.entry.words}, ${row.measure.replace(/_/g, " ")}, ${row.task}${row.step === null ? "" : `, step ${row.step}`}`;
    const plot = smallPlot(table, row, {width: 250, height: 116});
    holder.replaceChildren(...(plot ? [element("a", {href: this.openRow(table, row), title: "Open in Measures"}, plot)] : [this.computed(table, row)]),
      element("p", {class: "soft caption"}, caption));
    holder.dataset.row = row.row;
  },

  // For a row whose quantity is no measure of the table.
  computed(table, row) {
    return element("p", {class: "soft"}, `The test computes “${row.measure.replace(/_/g, " ")}” itself; `,
      element("a", {href: this.openRow(table, row)}, "open what it is computed from"), ".");
  },

  show() {
    const front = document.getElementById("cards");
    front.replaceChildren(...Summary.claims.map(claim => this.card(claim)));
    if (!Summary.claims.length) front.append(element("p", {}, "No claim was tested. Measures and Matrices show what there is."));
    document.getElementById("verdicts").replaceChildren(...this.chips(Summary.rows));
    const runs = Summary.experiments.reduce((sum, entry) => sum + entry.runs, 0), lost = Summary.experiments.reduce((sum, entry) => sum + entry.diverged, 0);
    const limits = [
      Summary.few_seeds,
      `${lost} of ${runs.toLocaleString("en").replace(/,/g, " ")} runs diverged${lost ? "; they are shown as ×" : ""}.`,
      Summary.preset === "paper" ? "" : `The preset “${Summary.preset}” is not the paper's: its seeds, units and steps are those below.`,
    ].filter(Boolean);
    document.getElementById("limits").replaceChildren(...limits.map(text => element("li", {}, text)));
    document.getElementById("experiments").replaceChildren(...Summary.experiments.map(entry => element("li", {},
      element("a", {href: this.address({tab: "measures", experiment: entry.name})}, entry.words), ": ",
      `${entry.run_words.split("  ·  ").slice(1).join(", ")}; ${plural(entry.points, "condition")}${entry.diverged ? `, ${entry.diverged} of ${entry.runs} runs diverged` : ""}`)));
  },

  // Plots are drawn anew when seeds are marked.
  redraw() {
    for (const holder of document.querySelectorAll("#cards .plot[data-row]")) {
      this.plot(holder, Summary.rows.find(row => row.row === Number(holder.dataset.row)));
    }
  },
};

// Do something for an element when it comes near to what is seen.
function lazily(target, act) {
  const observer = new IntersectionObserver(entries => {
    if (entries.some(entry => entry.isIntersecting)) {
      observer.disconnect();
      act();
    }
  }, {rootMargin: "300px"});
  observer.observe(target);
}
