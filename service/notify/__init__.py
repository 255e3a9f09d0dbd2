"""Telling people: what is worth telling, in which words, and by which way.

    health of each source → incidents → messages ┐
    stored articles → news → messages            ├→ outbox (database) → courier → channels
    time of day → digest                         ┘

What comes before the outbox is pure or one transaction; what comes after it is tried again.
"""
