"""Reports: one document that analyses, differences and what-ifs return, and its writers."""
