"""The desk: decides what airs next. Pure: it takes what happened and when, and gives orders."""

from broadcaster.playout.desk.desk import Desk
from broadcaster.playout.desk.keying_plan import KeyingPlan
from broadcaster.playout.desk.on_air import OnAir
from broadcaster.playout.desk.orders import Closed, Cue, Fade, Key, Order, Rearm, Restart, Started
from broadcaster.playout.desk.request import SESSION_GAP, Item, Request, Urgency
from broadcaster.playout.desk.session import Guard
from broadcaster.playout.desk.turns import EACH, turn
from broadcaster.playout.desk.waiting import RESUME_WITHIN, Waiting
from broadcaster.playout.desk.waiting_list import LEAD

__all__ = [
    "EACH",
    "LEAD",
    "RESUME_WITHIN",
    "SESSION_GAP",
    "Closed",
    "Cue",
    "Desk",
    "Fade",
    "Guard",
    "Item",
    "Key",
    "KeyingPlan",
    "OnAir",
    "Order",
    "Rearm",
    "Request",
    "Restart",
    "Started",
    "Urgency",
    "Waiting",
    "turn",
]
