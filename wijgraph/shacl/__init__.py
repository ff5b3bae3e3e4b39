"""SHACL for Python: shapes compiled to SPARQL and to sets in memory, beside pySHACL.

It knows nothing of wijgraph: who has data and shapes needs ``validate`` alone.
"""
