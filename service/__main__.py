"""``python -m service`` is the ``newsmill`` command."""

from service.cli import main

if __name__ == "__main__":
    # workers that read pages import this module, too
    main()
