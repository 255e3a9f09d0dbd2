"""Alembic's migrations: forward only, each in one transaction."""
