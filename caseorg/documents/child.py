"""The worker process for pages: clean ones, pictures of them, their text. It loads what draws, and nothing else."""

from __future__ import annotations

from caseorg.documents import arranging, covering, drawing, form_fields, page_picture, pages, text_places
from caseorg.documents.serving import Task, serve

TASKS: dict[str, Task] = {
    "count": pages.count,
    "prepare": pages.prepare,
    "draw": drawing.draw,
    "to_read": page_picture.to_read,
    "texts": drawing.texts,
    "words": text_places.words,
    "find_words": covering.find_words,
    "cover": covering.cover,
    "arrange": arranging.arrange,
    "form_fields": form_fields.form_fields,
}


def main() -> None:
    """Answer requests until standard input is closed."""
    serve(TASKS, _warm_up, drawing.forget)


def _warm_up() -> None:
    drawing.warm_up()
    page_picture.warm_up()
    pages.warm_up()
    covering.warm_up()
    arranging.warm_up()
    text_places.warm_up()


if __name__ == "__main__":
    main()
