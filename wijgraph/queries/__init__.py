"""Named questions: one file each, run against the graph, every row with its source."""
