"""Hand-drawn SVG: pure functions from the view model to markup, no script, no outside reference."""
