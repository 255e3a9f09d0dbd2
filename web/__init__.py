"""What the daemon serves over HTTP, on loopback unless told otherwise: so far, probes and metrics.

Knows no daemon: what it tells comes from the callables of ``Probes``.
"""
