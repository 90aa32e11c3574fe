// Notebooks hold no formulas: the page of a notebook asks for a script that would set them, and gets this one.
