// Colours of the theme: those of the page from its style, and of groups, for the colour-blind.
"use strict";

const Colours = {
  // Unordered groups: seaborn's colorblind palette without its palest colours.
  groups: ["#0173b2", "#de8f05", "#029e73", "#d55e00", "#cc78bc", "#8c613c", "#56b4e9", "#6b6b6b"],
  groupsDark: ["#4da8de", "#f0b13c", "#2ec79b", "#f28441", "#e3a0d6", "#c79a76", "#8fd0f7", "#b5b5b5"],
  // Ordered values: viridis from dark to light, for a light page; the light half for a dark one.
  ordered: ["#440154", "#3b528b", "#21918c", "#35a35b", "#8fb61e", "#c9a800"],
  orderedDark: ["#b07ad6", "#7f9be0", "#3cbcb4", "#5ec962", "#addc30", "#fde725"],

  dark() { return document.documentElement.dataset.theme === "dark"; },

  of(style) { return getComputedStyle(document.documentElement).getPropertyValue(`--${style}`).trim(); },

  // A colour for each of `count` groups.
  palette(count, isOrdered) {
    const dark = this.dark();
    if (!isOrdered || count < 2) {
      const colours = dark ? this.groupsDark : this.groups;
      return [...Array(count).keys()].map(place => colours[place % colours.length]);
    }
    const colours = dark ? this.orderedDark : this.ordered;
    return [...Array(count).keys()].map(place => mixed(colours, place / (count - 1)));
  },

  apply() {
    const system = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
    document.documentElement.dataset.theme = View.get("theme", system);
  },
};

// The colour at a share between 0 and 1 of a list of colours.
function mixed(colours, share) {
  const at = share * (colours.length - 1), low = Math.min(Math.floor(at), colours.length - 2), rest = at - low;
  const parts = [0, 2, 4].map(start => {
    const [a, b] = [colours[low], colours[low + 1]].map(colour => parseInt(colour.slice(1 + start, 3 + start), 16));
    return Math.round(a + (b - a) * rest).toString(16).padStart(2, "0");
  });
  return `#${parts.join("")}`;
}
