"""Claims: the rows of the scorecard and the tests behind them, shared by the claims of all studies."""
