"""What the claims of all studies share: their rows, verdicts and the scorecard."""
