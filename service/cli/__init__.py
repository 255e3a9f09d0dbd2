"""The ``newsmill`` command: one small module a command group, nothing heavy until it is needed."""

from service.cli.main import main

__all__ = ["main"]
