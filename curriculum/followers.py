"""What the rooms above do when the programme of courses changes: dealing its topics out to lessons."""

from collections.abc import Callable, Sequence

from accounts.audit import Trace

Follower = Callable[[Sequence[int], Trace], object]
_followers: list[Follower] = []


def register_follower(follower: Follower) -> Follower:
    """Let the room know of courses (ids) whose programme is another from now on, in the same transaction."""
    _followers.append(follower)
    return follower


def tell_followers(courses: Sequence[int], trace: Trace) -> None:
    """Tell all of them."""
    for follower in _followers:
        follower(courses, trace)
