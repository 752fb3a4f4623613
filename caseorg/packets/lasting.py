"""Makes a finished PDF last: what its colors mean, what its letters mean, and which standards it keeps.

ISO 19005-2 (PDF/A-2b) is for papers that are kept, ISO 14289-1 (PDF/UA-1) for those that are read aloud. Only a file
that is ours from the first page to the last says that it keeps them; docs/pdf.md tells who has shown it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from xml.sax.saxutils import escape

from pikepdf import Array, Dictionary, Name, Object, Pdf, String

from caseorg.base import resources


@dataclass(frozen=True)
class Properties:
    """What a PDF says about itself."""

    title: str
    author: str
    subject: str
    language: str
    is_all_ours: bool = False
    """Whether every page was written by us, so that it keeps the standards our papers keep."""


_XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language>
</rdf:Description>{claims}</rdf:RDF></x:xmpmeta>
<?xpacket end="r"?>"""

# PDF/A takes a property that it does not know itself only with a description of it (ISO 19005-2, 6.6.2.3).
_CLAIMS = """
<rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">
<pdfaid:part>2</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance></rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"><pdfuaid:part>1</pdfuaid:part>
</rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>The part of ISO 14289 that is kept</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>"""


def make_lasting(pdf: Pdf, properties: Properties) -> None:
    """Give `pdf` its color profile and its properties, and take out what the standards forbid in pages of ours."""
    profile = pdf.make_indirect(pdf.make_stream(_color_profile(), N=3))
    name = String("sRGB")
    intent = Dictionary(Type=Name.OutputIntent, S=Name.GTS_PDFA1, DestOutputProfile=profile)
    intent.OutputConditionIdentifier, intent.Info = name, name
    pdf.Root.OutputIntents = Array([pdf.make_indirect(intent)])
    for page in pdf.pages:
        # How one page gives way to the next on a screen.
        if "/Trans" in page.obj:
            del page.obj["/Trans"]
    _mend_letter_tables(pdf)
    pdf.Root.Metadata = _metadata(pdf, properties)
    # Made anew, so that no time, program or computer is named.
    pdf.trailer.Info = pdf.make_indirect(
        Dictionary(Title=String(properties.title), Author=String(properties.author), Subject=String(properties.subject))
    )


@cache
def _color_profile() -> bytes:
    return resources.path("color/sRGB.icc").read_bytes()


def _metadata(pdf: Pdf, properties: Properties) -> Object:
    """Say title and language once more, where newer readers look, and which standards are kept; no day, no program."""
    claims = _CLAIMS if properties.is_all_ours else ""
    words = _XMP.format(title=escape(properties.title), language=escape(properties.language), claims=claims)
    return pdf.make_stream(words.encode(), Type=Name.Metadata, Subtype=Name.XML)


_NO_LETTER = re.compile(rb"<[0-9A-F]{2}> <0000>\n")
_COUNT = re.compile(rb"(\d+) beginbfchar")


def _mend_letter_tables(pdf: Pdf) -> None:
    """Take “no letter” out of the tables that say which letter each sign of a typeface is: ReportLab lists it."""
    done = set()
    for page in pdf.pages:
        for font in page.obj.get("/Resources", Dictionary()).get("/Font", Dictionary()).values():
            table = font.get("/ToUnicode")
            if table is None or table.objgen in done:
                continue
            done.add(table.objgen)
            words, removed = _NO_LETTER.subn(b"", table.read_bytes())
            count = _COUNT.search(words)
            if removed and count:
                less = b"%d beginbfchar" % (int(count[1]) - removed)
                table.write(words[: count.start()] + less + words[count.end() :])
