"""Where everything stands while no daemon runs, as far as files and database tell it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from config import Readout, Settings
from service.judgement import RUNS, judge_all
from service.notify.report import figures_status, told_status
from service.pauses import Pauses
from service.status import idle_status
from storage import Storage


def standing(
    settings: Settings, readout: Readout, storage: Storage, now: datetime
) -> dict[str, Any]:
    """Return the document that the daemon would give, with nothing in motion."""
    history = storage.runs.latest(RUNS)
    health = judge_all(readout.sources, history, storage, now)
    told = {
        "notices": told_status(settings.notify, storage, now),
        "figures": figures_status(storage.figures(now)),
    }
    return idle_status(readout, history, Pauses(settings.data_dir).read(), health, told)
