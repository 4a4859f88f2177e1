"""What the language alone decides is put into a template once; everything else is asked each time."""

import pytest
from django.template import engines
from django.template.base import TextNode
from django.template.engine import Engine
from django.urls import NoReverseMatch
from django.utils import translation

from epos.templating import Loader

WORDS = '{% load i18n static %}<a href="{% url "accounts:sign_in" %}" title="{% translate "Close" %}">{{ name }}</a>'


def engine(**templates: str) -> Engine:
    found = engines["django"].engine  # type: ignore[attr-defined]
    sources = {f"{name}.html": text for name, text in templates.items()}
    loaders = [("epos.templating.Loader", [("django.template.loaders.locmem.Loader", sources)])]
    return Engine(loaders=loaders, libraries=found.libraries, builtins=found.builtins)


def test_the_project_uses_it() -> None:
    (loader,) = engines["django"].engine.template_loaders  # type: ignore[attr-defined]
    assert isinstance(loader, Loader)


@pytest.mark.parametrize("languages", [("ru", "en"), ("en", "ru")])
def test_each_language_has_its_own_words(languages: tuple[str, str]) -> None:
    made, close = engine(page=WORDS), {"ru": "Закрыть", "en": "Close"}
    for language in (*languages, *languages):
        with translation.override(language):
            shown = made.render_to_string("page.html", {"name": "<b>"})
        assert shown == f'<a href="/sign-in/" title="{close[language]}">&lt;b&gt;</a>'


def test_nothing_of_a_person_stays() -> None:
    text = '{% load i18n %}{% for one in all %}{% if one %}{% translate "Close" %} {{ one }}{% endif %}{% endfor %}'
    made = engine(
        base="{% block body %}{% endblock %}",
        page="{% extends 'base.html' %}{% block body %}" + text + "{% endblock %}",
    )
    with translation.override("ru"):
        assert made.render_to_string("page.html", {"all": ["Ада", ""]}) == "Закрыть Ада"
        assert made.render_to_string("page.html", {"all": ["Боб"]}) == "Закрыть Боб"


def test_words_without_values_become_text_and_a_word_held_in_a_variable_does_not() -> None:
    template = engine(page=WORDS + "{% translate name %}{% blocktranslate %}Close{% endblocktranslate %}").get_template(
        "page.html"
    )
    kinds = [type(node) for node in template.nodelist]
    assert kinds.count(TextNode) == 3
    assert len(kinds) == 6


def test_a_part_in_a_language_of_its_own_keeps_it() -> None:
    made = engine(page='{% load i18n %}{% language "en" %}{% translate "Close" %}{% endlanguage %}')
    with translation.override("ru"):
        assert made.render_to_string("page.html") == "Close"


def test_an_address_that_is_not_there_is_told_when_the_page_is_shown() -> None:
    made = engine(page='{% if wrong %}{% url "nowhere" %}{% endif %}ok')
    assert made.render_to_string("page.html") == "ok"
    with pytest.raises(NoReverseMatch):
        made.render_to_string("page.html", {"wrong": True})


def test_templates_that_are_found_once_are_rendered_as_django_renders_them() -> None:
    sources = {
        "root": "[{% block a %}root{% endblock %}|{% block b %}{{ name }}{% endblock %}]",
        "base": "{% extends 'root.html' %}"
        "{% block a %}base {{ block.super }} {% block c %}-{% endblock %}{% endblock %}",
        "page": "{% extends 'base.html' %}{% block c %}{% for name in all %}"
        "{% include 'part.html' with other=name %}{% include 'part.html' with other=name only %}{% endfor %}"
        "{% url 'journal:page' 5 as there %}{{ there }} {% url 'journal:page' number %}{% endblock %}",
        "said": "{% load i18n %}{% blocktranslate with n=name|upper %}5 % of {{ n }}, {{ number }}{{ absent }}"
        "{% endblocktranslate %}{% translate 'Year' context 'diary' %}",
        "part": "{{ name }}{{ other }}{% url 'journal:page' number as there %};",
    }
    made, plain = engine(**sources), engine(**sources)
    plain.template_loaders = [Engine(loaders=[("django.template.loaders.locmem.Loader", {})]).template_loaders[0]]
    plain.template_loaders[0].templates_dict = {f"{name}.html": text for name, text in sources.items()}
    plain.template_loaders[0].engine = plain
    asked = [(page, language) for page in ("page.html", "said.html") for language in ("ru", "en")]
    for given in ({"all": ["Ада", "<i>"], "number": 7, "name": "&"}, {"all": [], "number": 8, "name": ""}) * 2:
        for page, language in asked:
            with translation.override(language):
                assert made.render_to_string(page, given) == plain.render_to_string(page, given)
    with pytest.raises(NoReverseMatch):
        made.render_to_string("page.html", {"number": ""})


def test_a_part_included_in_a_language_of_its_own_is_in_that_language() -> None:
    part = "{% load i18n %}{% translate 'Close' %}"
    made = engine(page="{% load i18n %}{% language name %}{% include 'part.html' %}{% endlanguage %}", part=part)
    with translation.override("ru"):
        assert [made.render_to_string("page.html", {"name": name}) for name in ("en", "ru")] == ["Close", "Закрыть"]
