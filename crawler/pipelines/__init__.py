"""The item pipelines, one hop each: read (100) → store (900) → archive (920) → posts (950)."""
