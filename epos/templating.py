"""Templates in which what the language alone decides is put in once, when they are loaded.

Words without values, addresses of pages without parameters, static files and the parts that
`{% still %}` includes are a third of what a page's template does; they are the same for everybody.
What depends on a request, a person or a row is left as it is: nothing of anybody can be kept here.
"""

from typing import Any

from django.template import Context, Node, TemplateDoesNotExist
from django.template.base import NodeList, Template, TextNode, TokenType, Variable
from django.template.defaulttags import IfNode, URLNode
from django.template.library import SimpleNode
from django.template.loaders import base, cached
from django.templatetags.i18n import BlockTranslateNode, LanguageNode, TranslateNode
from django.templatetags.static import StaticNode
from django.urls import NoReverseMatch
from django.utils.translation import get_language

from epos.swift import hasten
from epos.templatetags.still import still


class SettlingLoader(base.Loader):
    """Puts in what is the same for everybody as soon as a template has been read."""

    def get_template(self, template_name: str, skip: Any = None) -> Template:
        """Return the template in the current language."""
        template = super().get_template(template_name, skip)
        context = Context()
        with context.bind_template(template):
            settle(template.nodelist, context)
        if not template.engine.debug:
            hasten(template.nodelist)
        return template


class Loader(cached.Loader, SettlingLoader):
    """Keeps the templates of each language."""

    def cache_key(self, template_name: str, skip: Any = None) -> str:
        """Return the name of the template with its language."""
        return f"{get_language()} {super().cache_key(template_name, skip)}"


def settle(nodes: NodeList, context: Context) -> None:
    """Replace the nodes that are the same for everybody by their text, and join neighbouring texts.

    The context holds nothing but the template.
    """
    settled: list[Node] = []
    for node in nodes:
        for inner in inside(node):
            settle(inner, context)
        text = text_of(node, context)
        last = settled[-1] if settled else None
        if text is None:
            settled.append(node)
        elif isinstance(last, TextNode):
            settled[-1] = joined(last, text)
        else:
            settled.append(node if isinstance(node, TextNode) else standing(TextNode(text), node))
    nodes[:] = settled


def inside(node: Node) -> list[NodeList]:
    """Return the lists of nodes that a node holds; a part in a language of its own stays as it is."""
    if isinstance(node, LanguageNode):
        return []
    if isinstance(node, IfNode):
        return [nodes for _condition, nodes in node.conditions_nodelists]
    return [nodes for name in node.child_nodelists if (nodes := getattr(node, name, None))]


def text_of(node: Node, context: Context) -> str | None:
    """Return the text of a node that is the same for everybody; None of any other."""
    if isinstance(node, TextNode):
        return node.s
    if not is_still(node):
        return None
    try:
        return str(node.render(context))
    except (NoReverseMatch, ValueError, TemplateDoesNotExist):
        return None  # a page that is never shown may name what is not there


def is_still(node: Node) -> bool:
    """Whether the node renders the same whatever it is given."""
    if isinstance(node, TranslateNode):
        word, meant = node.filter_expression, node.message_context
        return not (node.asvar or word.filters) and is_literal(word.var) and (meant is None or is_constant(meant))
    if isinstance(node, BlockTranslateNode):
        varies = node.extra_context or node.plural or node.asvar or node.message_context
        return not varies and all(token.token_type == TokenType.TEXT for token in node.singular)
    if isinstance(node, URLNode):
        return not (node.args or node.kwargs or node.asvar) and is_constant(node.view_name)
    if isinstance(node, StaticNode):
        return node.varname is None and is_constant(node.path)
    if isinstance(node, SimpleNode):
        return node.func is still and node.target_var is None and all(map(is_constant, node.args))
    return False


def is_constant(expression: Any) -> bool:
    """Whether an argument is written out in the template."""
    return isinstance(expression.var, str) and not expression.filters


def is_literal(variable: Any) -> bool:
    """Whether a word to be translated is written out in the template."""
    return isinstance(variable, Variable) and variable.literal is not None


def joined(before: TextNode, text: str) -> TextNode:
    return standing(TextNode(before.s + text), before)


def standing(text: TextNode, node: Node) -> TextNode:
    """Give the text the place of the node, by which a page of errors finds it."""
    text.token, text.origin = node.token, node.origin
    return text
