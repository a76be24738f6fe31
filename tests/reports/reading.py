"""A page as a browser's parser sees it, as far as tests ask."""

from html.parser import HTMLParser

Attributes = dict[str, str]


class Page(HTMLParser):
    """elements: every tag with its attributes, in order; text: all that is shown; code: what stands in script tags."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, Attributes]] = []
        self.text = ""
        self.code = ""
        self._inside = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        self._inside = tag

    def handle_endtag(self, tag: str) -> None:
        self._inside = ""

    def handle_data(self, data: str) -> None:
        if self._inside == "script":
            self.code += data
        elif self._inside != "style":
            self.text += data

    def all(self, tag: str, **wanted: str) -> list[Attributes]:
        """The attributes of every such element that has the wanted ones."""
        return [has for name, has in self.elements if name == tag and wanted.items() <= has.items()]

    def values(self, attribute: str) -> list[str]:
        """Every value of an attribute."""
        return [has[attribute] for _, has in self.elements if attribute in has]
