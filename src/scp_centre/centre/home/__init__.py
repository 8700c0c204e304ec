"""The home page of a person: what waits for them, what changed, what they can begin.

Everything in the system that waits for somebody stands here, by one interface: a role offers a
module `home_tasks` with `tasks_for(person, today)`, `work_of(person)` (what is in hand, though
nothing of it waits) and `BEGIN`.
"""

from scp_centre.centre.home.tasks import HELD, UNTIL, BeginLink, Task, TaskGroup, group_tasks

__all__ = ["HELD", "UNTIL", "BeginLink", "Task", "TaskGroup", "group_tasks"]
