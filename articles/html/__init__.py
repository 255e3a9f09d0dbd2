"""Markup as text: tokens with offsets, exact slices, edits that touch only what they must.

A post keeps the bytes of the page, so nothing here re-serialises a tree unless the markup is
broken or dangerous. What is safe is decided by a conforming parser and an allow-list (``clean``),
never by the tokens.
"""
