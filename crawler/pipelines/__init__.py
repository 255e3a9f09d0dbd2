"""The item pipelines, one hop each: read (100) → store (900) → posts (950)."""
