"""The source texts: reading them, and checking what the graph cites of them."""
