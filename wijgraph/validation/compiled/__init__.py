"""Shapes as SPARQL: one question to the store for each shape, in place of a look at each node."""
