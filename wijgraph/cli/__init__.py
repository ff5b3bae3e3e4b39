"""The command line. Each command lives in a module of its own, loaded when it is called."""
