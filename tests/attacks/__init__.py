"""Running samples of attacks: what they send, what is expected, and that nothing is harmed.

``payloads`` reads the samples, of others and of our own (``own.json``), ``bench`` is what they are
tried on, and the others send them: over ``http``, as ``data`` in a file, on the command line
(``cli``), through an ``export``, to ``pages``, ``stores`` and ``registers``.
"""
