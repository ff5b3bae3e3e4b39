"""The interface for programs: questions, actors, relations, views, rules, findings and gaps."""
