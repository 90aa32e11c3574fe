// Marked seeds: a seed that is marked in one view stands out in all of them.
"use strict";

const Brush = {
  seeds() { return new Set(View.list("seeds").map(Number)); },

  toggle(seed) {
    const seeds = this.seeds();
    if (!seeds.delete(seed)) seeds.add(seed);
    View.set({seeds: [...seeds].sort((a, b) => a - b).join()});
  },

  clear() { View.set({seeds: ""}); },

  show() {
    const bar = document.getElementById("marked"), seeds = [...this.seeds()];
    bar.replaceChildren(...seeds.map(seed => element("button", {
      class: "chip", title: "Take the mark away", "data-seed": seed, onclick: () => this.toggle(seed),
    }, `seed ${seed} ×`)));
    const select = document.getElementById("mark");
    const known = [...new Set(Summary.experiments.flatMap(experiment => experiment.seeds))].sort((a, b) => a - b);
    choice(select, [["", "mark a seed"], ...known.filter(seed => !seeds.includes(seed)).map(seed => [seed, `seed ${seed}`])], "");
  },

  start() {
    document.getElementById("mark").addEventListener("change", event => {
      if (event.target.value !== "") this.toggle(Number(event.target.value));
    });
    View.listen(() => this.show());
    this.show();
  },
};
