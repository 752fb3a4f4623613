"""The elements that a request, an authorization or a consent has to have, each a check with its own name.

The names (ACC-1, AUTH-5, P2-7 …) are those of the reference; each check says where the law is.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from caseorg.domain.letter import LetterKind
from caseorg.domain.routes import Route
from caseorg.packets import access_elements, permission_elements
from caseorg.packets.access_elements import ACCESS
from caseorg.packets.element_checks import Element, Written
from caseorg.packets.plan import Finding, Level

ELEMENTS = access_elements.ELEMENTS + permission_elements.ELEMENTS
"""Every check, in the order of the reference."""


def findings_of(kind: LetterKind, written: Written) -> Iterator[Finding]:
    """Run every check for a kind of letter; each finding carries the name of its check."""
    for element in ELEMENTS:
        if kind in element.letters:
            found = element.look(written)
            if found is not None:
                stops = element.is_required and found.level is Level.must_fix and _is_required_here(element, written)
                yield replace(found, check=element.name, stops=stops)


def _is_required_here(element: Element, written: Written) -> bool:
    # To send a copy straight to somebody needs a name and a place only where it is asked for as a right.
    return element.letters is not ACCESS or written.subject.route is Route.directive
