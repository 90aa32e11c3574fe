// Opens the page: unpacks the summary, shows the view of the address, then loads the charting library.
"use strict";

let Summary;

const Start = {
  tabs: ["claims", "measures", "matrices", "scorecard"],

  tab() {
    const asked = View.get("tab", "claims");
    return this.tabs.includes(asked) ? asked : "claims";
  },

  show() {
    Colours.apply();
    const tab = this.tab();
    for (const name of this.tabs) {
      document.getElementById(name).hidden = name !== tab;
      document.querySelector(`nav a[data-tab=${name}]`).toggleAttribute("aria-current", name === tab);
      document.querySelector(`nav a[data-tab=${name}]`).href = Claims.address({tab: name === "claims" ? "" : name,
        ...(["measures", "matrices"].includes(name) ? {experiment: View.get("experiment")} : {})});
    }
    const dark = Colours.dark();
    document.getElementById("theme").textContent = dark ? "Light" : "Dark";
    // What a view shows is drawn anew where the address, the theme or the marks changed.
    const {tab: _, ...rest} = Object.fromEntries(View.values);
    const state = JSON.stringify([rest, document.documentElement.dataset.theme]);
    if (tab !== this.shown || state !== this.state) this.draw(tab);
    this.shown = tab;
    this.state = state;
  },

  draw(tab) {
    if (tab === "claims") Claims.redraw();
    if (tab === "measures") Measures.show();
    if (tab === "matrices") Matrices.show();
    if (tab === "scorecard") this.drawScorecard();
    if (tab !== "measures") Detail.hide();
  },

  // Rows are made anew for another choice of rows alone: a mark only draws their points again.
  drawScorecard() {
    const asked = JSON.stringify(["study", "claim", "verdict", "in", "search", "by", "down"].map(key => View.get(key)));
    if (asked === this.asked) Scorecard.redraw();
    else Scorecard.show();
    this.asked = asked;
  },

  async open() {
    Colours.apply();
    Summary = await Unpack.document("summary");
    for (const row of Summary.rows) row.study ||= "own config";
    Claims.show();
    // Inside a report the other pages are entries of their own.
    if (window !== window.top) for (const link of document.querySelectorAll("#beside-page a")) link.removeAttribute("href");
    Measures.start();
    Matrices.start();
    Scorecard.start();
    Brush.start();
    Detail.hide();
    Keyboard.start();
    View.listen(() => this.show());
    this.show();
    document.getElementById("theme").addEventListener("click", () => View.set({theme: Colours.dark() ? "light" : "dark"}));
    document.getElementById("keys").addEventListener("click", () => document.getElementById("help").showModal());
    document.getElementById("close-help").addEventListener("click", () => document.getElementById("help").close());
    document.getElementById("close-detail").addEventListener("click", () => Detail.hide());
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.show());
    let waiting;
    addEventListener("resize", () => {
      clearTimeout(waiting);
      waiting = setTimeout(() => ["measures", "matrices"].includes(this.tab()) && this.draw(this.tab()), 150);
    });
    document.documentElement.dataset.ready = "yes";
    requestIdleCallback ? requestIdleCallback(() => Unpack.library()) : setTimeout(() => Unpack.library(), 200);
  },
};

Start.open();
