"""``python -m service`` is the ``newsmill`` command."""

from service.cli import main

main()
