"""Names in templates looked up the short way: what Django does of a name, without what it hardly ever does.

A name is looked for in the context, its parts in a dictionary or as attributes of an object. Whatever
is anything else, is callable or fails goes Django's own way from the start, and means what it always does.
"""

from collections.abc import Iterable, Iterator
from html import escape
from typing import Any

from django.template import Context, Node
from django.template.base import (
    FilterExpression,
    NodeList,
    Variable,
    VariableDoesNotExist,
    VariableNode,
    render_value_in_context,
)
from django.template.smartif import TokenBase
from django.utils.functional import SimpleLazyObject, empty
from django.utils.safestring import SafeString

HOLDERS = (Node, FilterExpression, TokenBase)


class SwiftVariable(Variable):
    """A name whose value is found without asking what else it could be."""

    __slots__ = ()

    def _resolve_lookup(self, context: Any) -> Any:
        try:
            return self.found(context)
        except VariableDoesNotExist:
            raise
        except Exception:
            return super()._resolve_lookup(context)  # type: ignore[misc]

    def found(self, context: Any) -> Any:
        """Return the value; raise when it takes Django to find it."""
        name, *parts = self.lookups or ()
        for level in reversed(context.dicts):
            if name in level:
                current = level[name]
                break
        else:
            if hasattr(context, name):
                raise LookupError(name)
            raise VariableDoesNotExist("Failed lookup for key [%s] in %r", (name, context))
        for part in parts:
            kind = type(current)
            if kind is SimpleLazyObject:
                current = unwrapped(current)
                kind = type(current)
            if kind is dict:
                current = current[part]
            elif getattr(kind, "__getitem__", tuple.__getitem__) is not tuple.__getitem__ or callable(current):
                raise LookupError(part)
            else:
                current = getattr(current, part)
        if callable(current):
            raise LookupError(name)
        return current


def unwrapped(lazy: Any) -> Any:
    """Return what a lazy object stands for."""
    if lazy._wrapped is empty:
        lazy._setup()
    return lazy._wrapped


class SwiftVariableNode(VariableNode):
    """A value put into a page: a text is escaped at once, of anything else Django says how it is written."""

    def render(self, context: Context) -> SafeString:
        value = self.filter_expression.resolve(context)
        kind = type(value)
        if kind is SafeString:
            return value  # type: ignore[no-any-return]
        if kind is str and context.autoescape:
            return SafeString(escape(value))
        return SafeString(render_value_in_context(value, context))


def hasten(nodes: NodeList) -> None:
    """Let the names of a template be looked up the short way."""
    for part in parts_of(nodes, set()):
        if type(part) is Variable and part.lookups is not None:
            part.__class__ = SwiftVariable
        elif type(part) is VariableNode:
            part.__class__ = SwiftVariableNode


def parts_of(thing: Any, seen: set[int]) -> Iterator[Any]:
    """Yield the nodes, expressions and names of which a part of a template is made."""
    if isinstance(thing, Variable):
        yield thing
    elif isinstance(thing, dict):
        yield from each_of(thing.values(), seen)
    elif isinstance(thing, list | tuple):
        yield from each_of(thing, seen)
    elif isinstance(thing, HOLDERS) and id(thing) not in seen:
        seen.add(id(thing))
        yield thing
        slots = (getattr(thing, name, None) for name in getattr(type(thing), "__slots__", ()))
        yield from each_of((*vars(thing).values(), *slots) if hasattr(thing, "__dict__") else slots, seen)


def each_of(things: Iterable[Any], seen: set[int]) -> Iterator[Any]:
    for thing in things:
        yield from parts_of(thing, seen)
