"""Templates rendered the short way: what Django does of a node, without what it hardly ever does.

A name is looked for in the context, its parts in a dictionary or as attributes of an object. Whatever
is anything else, is callable or fails goes Django's own way from the start, and means what it always does.
A template named by a word is found once, and so are the blocks of the one that is extended.
"""

from collections.abc import Iterable, Iterator
from functools import cache
from html import escape
from typing import Any

from django.template import Context, Node
from django.template.base import (
    FilterExpression,
    NodeList,
    Template,
    TextNode,
    Variable,
    VariableDoesNotExist,
    VariableNode,
    render_value_in_context,
)
from django.template.defaulttags import URLNode
from django.template.loader_tags import (
    BLOCK_CONTEXT_KEY,
    BlockContext,
    BlockNode,
    ExtendsNode,
    IncludeNode,
    construct_relative_path,
)
from django.template.smartif import TokenBase
from django.templatetags.i18n import BlockTranslateNode, LanguageNode
from django.utils.functional import SimpleLazyObject, empty
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from common.addresses import address

HOLDERS = (Node, FilterExpression, TokenBase)


class SwiftVariable(Variable):
    """A name whose value is found without asking what else it could be."""

    __slots__ = ()

    def resolve(self, context: Any) -> Any:
        if self.translate:
            return super().resolve(context)
        try:
            return self.found(context)
        except VariableDoesNotExist:
            raise
        except Exception:
            return super().resolve(context)

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
            elif is_plain(kind):  # type: ignore[arg-type]
                current = getattr(current, part)
            else:
                raise LookupError(part)
        if callable(current):
            raise LookupError(name)
        return current


@cache
def is_plain(kind: type) -> bool:
    """Whether objects of the class have parts as attributes alone: none by key, and they are not callable."""
    by_key = getattr(kind, "__getitem__", tuple.__getitem__)
    return by_key is tuple.__getitem__ and not any("__call__" in vars(each) for each in kind.__mro__)


def unwrapped(lazy: Any) -> Any:
    """Return what a lazy object stands for."""
    if lazy._wrapped is empty:
        lazy._setup()
    return lazy._wrapped


class SwiftVariableNode(VariableNode):
    """A value put into a page: a text is escaped at once, of anything else Django says how it is written."""

    def render(self, context: Context) -> SafeString:
        expression = self.filter_expression
        if expression.filters or type(expression.var) is not SwiftVariable:
            value = expression.resolve(context)
        else:
            try:
                value = expression.var.resolve(context)
            except VariableDoesNotExist:
                value = expression.resolve(context)
        return written(value, context)


def written(value: Any, context: Context) -> SafeString:
    """Return a value as it stands in a page."""
    kind = type(value)
    if kind is SafeString:
        return value  # type: ignore[no-any-return]
    if kind is str and context.autoescape:
        return SafeString(escape(value))
    return SafeString(render_value_in_context(value, context))


class SwiftBlockTranslateNode(BlockTranslateNode):
    """A sentence with values in it, translated once: its template is kept by language."""

    kept: tuple[str, list[str]] | None = None

    def render(self, context: Context, nested: bool = False) -> str:
        if self.kept is None:
            sentence, names = self.render_token_list(self.singular)
            self.kept = gettext(sentence), names
        sentence, names = self.kept
        values = {}
        for name in names:
            given = self.extra_context.get(name)
            if given is None and name not in context:
                return super().render(context, nested)
            values[name] = written(given.resolve(context) if given else context[name], context)
        try:
            return sentence % values
        except (KeyError, ValueError):
            return super().render(context, nested)


class SwiftURLNode(URLNode):
    """The address of a page with numbers in it; with anything else Django is asked."""

    def render(self, context: Context) -> SafeString:
        numbers = [each.resolve(context) for each in self.args]
        if all(type(number) is int for number in numbers):
            url = address(self.view_name.var, *numbers)
            if self.asvar is None:
                return SafeString(escape(url) if context.autoescape else url)
            context[self.asvar] = url
            return SafeString()
        return SafeString(super().render(context))


class SwiftIncludeNode(IncludeNode):
    """An included template that is found once: it is kept by language, as the one it is included in."""

    kept: Template | None = None

    def render(self, context: Any) -> SafeString:
        template = self.kept
        if template is None:
            name = construct_relative_path(self.origin.template_name, self.template.var)  # type: ignore[arg-type]
            template = self.kept = context.template.engine.get_template(name)
        values = {name: value.resolve(context) for name, value in self.extra_context.items()}
        if self.isolated_context:
            return template.render(context.new(values))
        with context.push(**values):
            return template.render(context)


class SwiftExtendsNode(ExtendsNode):
    """A template that extends another, which is found once with its blocks."""

    kept: tuple[Template, dict[str, BlockNode]] | None = None

    def render(self, context: Any) -> SafeString:
        if self.kept is None:
            parent = self.get_parent(context)
            self.kept = parent, root_blocks(parent)
        parent, blocks = self.kept
        block_context = context.render_context.get(BLOCK_CONTEXT_KEY)
        if block_context is None:
            block_context = context.render_context[BLOCK_CONTEXT_KEY] = BlockContext()
        block_context.add_blocks(self.blocks)
        block_context.add_blocks(blocks)
        with context.render_context.push_state(parent, isolated_context=False):
            return parent._render(context)  # type: ignore[attr-defined, no-any-return]


def root_blocks(parent: Template) -> dict[str, BlockNode]:
    """Return the blocks of a template that extends nothing; one that does adds them itself."""
    first = next((node for node in parent.nodelist if not isinstance(node, TextNode)), None)
    if first is None or isinstance(first, ExtendsNode):
        return {}
    blocks: list[Any] = parent.nodelist.get_nodes_by_type(BlockNode)
    return {node.name: node for node in blocks}


def hasten(nodes: NodeList) -> None:
    """Let a template be rendered the short way."""
    for part in parts_of(nodes, set()):
        kind = type(part)
        if kind is Variable:
            if part.lookups is not None:
                part.__class__ = SwiftVariable
        elif kind is VariableNode:
            part.__class__ = SwiftVariableNode
        elif kind is URLNode:
            if is_word(part.view_name) and part.args and not part.kwargs:
                part.__class__ = SwiftURLNode
        elif kind is BlockTranslateNode:
            if not (part.plural or part.message_context or part.asvar):
                part.__class__ = SwiftBlockTranslateNode
        elif kind is IncludeNode:
            if is_word(part.template):
                part.__class__ = SwiftIncludeNode
        elif kind is ExtendsNode and is_word(part.parent_name) and part.parent_name.var != part.origin.template_name:
            part.__class__ = SwiftExtendsNode


def is_word(expression: FilterExpression) -> bool:
    """Whether a name is written out in the template."""
    return isinstance(expression.var, str) and not expression.filters


def parts_of(thing: Any, seen: set[int]) -> Iterator[Any]:
    """Yield the nodes, expressions and names of which a part of a template is made."""
    if isinstance(thing, Variable):
        yield thing
    elif isinstance(thing, dict):
        yield from each_of(thing.values(), seen)
    elif isinstance(thing, list | tuple):
        yield from each_of(thing, seen)
    elif isinstance(thing, LanguageNode):
        return  # what is inside is not in the language by which the template is kept
    elif isinstance(thing, HOLDERS) and id(thing) not in seen:
        seen.add(id(thing))
        yield thing
        slots = (getattr(thing, name, None) for name in getattr(type(thing), "__slots__", ()))
        yield from each_of((*vars(thing).values(), *slots) if hasattr(thing, "__dict__") else slots, seen)


def each_of(things: Iterable[Any], seen: set[int]) -> Iterator[Any]:
    for thing in things:
        yield from parts_of(thing, seen)
