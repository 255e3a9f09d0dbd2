"""Listings of every kind, read: bytes or text → the lines they show. Pure."""
