"""Keeping an organisation's people as its outside systems tell them (X1, X2, R17, R22, R36, R37).

`batch` fetches everything first and keeps it as it came; `people`, `groups`, `studies`, `ties` and
`staff` compare it with what there is and apply the difference, all of it by the database over
temporary tables; `drops` says when too much is gone; `doubts` keeps what was set aside and who may
be whom; `carrying` leads one run through its states; `runs` is what people ask for; `rolling_back`
takes a run back; `pairs` decides doubtful pairs; `by_hand` takes files that a person gives;
`telling` tells the administrators what the night leaves to them.
"""

from contingent.services.sync.by_hand import take_files
from contingent.services.sync.carrying import carry_out
from contingent.services.sync.pairs import decide_pair, reopen_pair
from contingent.services.sync.rolling_back import roll_back, run_obstacles
from contingent.services.sync.runs import (
    ask_for_run,
    ask_nightly_runs,
    confirm_run,
    forget_old_runs,
    refuse_run,
)

__all__ = [
    "ask_for_run",
    "ask_nightly_runs",
    "carry_out",
    "confirm_run",
    "decide_pair",
    "forget_old_runs",
    "refuse_run",
    "reopen_pair",
    "roll_back",
    "run_obstacles",
    "take_files",
]
