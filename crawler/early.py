"""Scrapy's part that looks round when it is loaded, loaded where there is little to see.

Its deprecated classes ask for the whole stack, with the source line of every frame, and for each
frame Python goes through all modules. Below a command and a chain of imports that took a fifth of a
second and kept the text of some dozen files; in a thread of its own, a tenth of that.
"""

from __future__ import annotations

from importlib import import_module
from threading import Thread

_loading = Thread(target=import_module, args=("scrapy.core.downloader.contextfactory",))
_loading.start()
_loading.join()
