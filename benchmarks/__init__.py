"""Measuring wijgraph against its peers: ``python -m benchmarks``."""
