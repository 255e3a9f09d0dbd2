"""The process: the only place that wires the packages together."""
