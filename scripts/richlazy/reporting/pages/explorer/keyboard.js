// Keys for what a pointer does. They rest while text is typed and while a list or the slider has the focus.
"use strict";

const Keyboard = {
  keys: {
    "1": () => View.set({tab: ""}),
    "2": () => View.set({tab: "measures"}),
    "3": () => View.set({tab: "matrices"}),
    "4": () => View.set({tab: "scorecard"}),
    n: () => Start.tab() === "measures" && Measures.move(1),
    p: () => Start.tab() === "measures" && Measures.move(-1),
    m: () => Start.tab() === "measures" && Measures.shown && Measures.shown.seed !== null && Brush.toggle(Measures.table.seeds[Measures.shown.seed]),
    ".": () => Start.tab() === "measures" && Measures.moveStep(1),
    ",": () => Start.tab() === "measures" && Measures.moveStep(-1),
    x: () => Start.tab() === "measures" && Measures.setLog("x", !Measures.settings.logx),
    y: () => Start.tab() === "measures" && Measures.setLog("y", !Measures.settings.logy),
    c: () => Detail.copyLineage(),
    d: () => document.getElementById("theme").click(),
    "/": () => { View.set({tab: "scorecard"}); document.getElementById("search").focus(); },
    "?": () => document.getElementById("help").showModal(),
    Escape: () => { Detail.hide(); Brush.clear(); },
  },

  start() {
    addEventListener("keydown", event => {
      const typing = event.target.closest("input[type=search], textarea");
      if (event.ctrlKey || event.altKey || event.metaKey || document.getElementById("help").open) return;
      if (typing && event.key !== "Escape") return;
      if (typing) event.target.blur();
      const act = this.keys[event.key];
      if (!act || (event.target.closest("select") && event.key.length === 1)) return;
      event.preventDefault();
      act();
    });
  },
};
