"""Running samples of attacks: what they send, what is expected, and that nothing is harmed.

``payloads`` reads the samples, ``bench`` is what they are tried on, and the others send them: over
``http``, as ``data`` in a file, on the command line (``cli``) and through an ``export``.
"""
