"""G8: pages as they are served, with ten years of history behind them and fifty people at them."""
