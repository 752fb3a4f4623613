"""Keeps in words what a FHIR resource says that has no record of its own. Runs in the worker process."""

from __future__ import annotations

from collections.abc import Iterator

from caseorg.documents import found as shapes
from caseorg.documents.fhir_nodes import Bundle, Node, concept, many, name_of, one
from caseorg.documents.found import Found, ThingKind, day
from caseorg.documents.mail import words_of_html
from caseorg.documents.packed_text import text_in

_MOST_ANSWERS = 2_000
_WHAT = ("code", "vaccineCode", "medicationCodeableConcept", "type", "category", "description")
_WHEN = ("effectiveDateTime", "occurrenceDateTime", "date", "authoredOn", "recordedDate", "created", "issued", "start")
_VALUES = ("valueString", "valueInteger", "valueDecimal", "valueDateTime", "valueDate", "valueBoolean", "valueUri")


def as_text(found: Found, kind: str, resource: Node) -> None:
    """Keep a resource that has no record of its own in words."""
    what = next(filter(None, (concept(resource, name) for name in _WHAT)), "") or name_of(resource)
    own = one(resource, "title") or one(resource, "description")
    what = own or what if kind == "DocumentReference" else what or own
    when = _when(resource)
    # Whoever reads that something was a mistake has to see that it was.
    state = concept(resource, "verificationStatus") or one(resource, "status")
    lines = [": ".join(filter(None, (shapes.line(what), _value(resource) or state, when[:10])))]
    lines += [f"   {concept(each, 'code')}: {_value(each)}" for each in many(resource, "component")]
    lines += [f"   {words}" for words in (one(resource, "conclusion"), *notes_of(resource)) if words]
    lines += _answers(resource)
    packed = list(_packed(resource))
    # Words that are made of the entries say nothing new. Others do (R4, “additional”), and so do those of a report
    # whose results stand nowhere else.
    is_more = one(resource, "text", "status") == "additional" or (kind == "DiagnosticReport" and len(lines) == 1)
    if not packed and (is_more or not lines[0] or not what):
        narrative = _without_tags(one(resource, "text", "div"))
        lines += map(shapes.line, narrative.splitlines())
    found.keep_text(kind, "\n".join(filter(None, [*lines, *packed])))


def note(found: Found, where: str, resource: Node, bundle: Bundle) -> bool:  # noqa: ARG001 - as all readers are called
    """Note a paper whose words stand in the file as a note of its own; tell whether they do."""
    title = one(resource, "description") or concept(resource, "type") or concept(resource, "code")
    words = [text for kind, text in _attachments(resource) if kind.startswith("text/") and text]
    if not words or not title:
        return False
    conclusion = [one(resource, "conclusion")] if one(resource, "conclusion") else []
    entries = {"title": shapes.line(title), "day": day(_when(resource)), "text": "\n\n".join([*words, *conclusion])}
    found.add(ThingKind.note, where, entries)
    return True


def notes_of(resource: Node) -> Iterator[str]:
    """Give what was written down beside a resource."""
    for each in many(resource, "note"):
        yield one(each, "text")


def _when(resource: Node) -> str:
    own = next(filter(None, (one(resource, name) for name in _WHEN)), "")
    return one(resource, "context", "period", "start") or own or one(resource, "period", "start")


def _attachments(resource: Node) -> Iterator[tuple[str, str]]:
    # Only what stands in the file itself: an address is never followed (T-FHIR).
    for each in (*many(resource, "content", "attachment"), *many(resource, "presentedForm")):
        kind = one(each, "contentType").lower()
        yield kind, text_in(kind, one(each, "data"))


def _packed(resource: Node) -> Iterator[str]:
    for _kind, text in _attachments(resource):
        if text:
            yield text


def _answers(resource: Node) -> list[str]:
    """Return the answers of a filled-in form, each with its question."""
    lines: list[str] = []
    is_form = one(resource, "resourceType") == "QuestionnaireResponse"
    waiting = list(many(resource, "item")) if is_form else []
    while waiting and len(lines) < _MOST_ANSWERS:
        item = waiting.pop(0)
        said = ", ".join(filter(None, (_value(each) or concept(each, "valueCoding") for each in many(item, "answer"))))
        asked = shapes.line(one(item, "text") or one(item, "linkId"))
        if said:
            lines.append(f"   {asked}: {said}")
        waiting[:0] = many(item, "item") + many(item, "answer", "item")
    return lines


def _value(resource: Node) -> str:
    quantity: Node = next(iter(many(resource, "valueQuantity")), {})
    if quantity:
        return shapes.line(f"{one(quantity, 'comparator')} {one(quantity, 'value')} {one(quantity, 'unit')}")
    plain = (one(resource, name) for name in _VALUES)
    coded: Node = next(iter(many(resource, "valueCoding")), {})
    return concept(resource, "valueCodeableConcept") or one(coded, "display") or next(filter(None, plain), "")


def _without_tags(text: str) -> str:
    return words_of_html(text) if "<" in text else text
