"""Reports as tables for spreadsheets: a workbook of sheets, or CSV; no cell is a formula."""

from collections.abc import Iterator

from wijgraph.messages import Message, in_language
from wijgraph.report.document import Document, Section, cited, text_of
from wijgraph.spreadsheets import Sheet, as_xlsx, for_people

LISTED = ("±", Message("words.what"), Message("words.notes"))  # above the items of a list


def flat(section: Section, language: str) -> tuple[list[str], list[list[str]]]:
    """Return the table or list of ``section`` as text, with the sources as the last column."""
    table = section.table
    if table is None:
        items = [
            [
                item.sign,
                in_language(item.text, language),
                "\n".join(in_language(d, language) for d in item.details),
            ]
            for item in section.items
        ]
        return [in_language(heading, language) for heading in LISTED], items
    headings = [in_language(heading, language) for heading in table.headings]
    rows = [[text_of(cell, language) for cell in row.cells] for row in table.rows]
    if table.sourced:
        headings.append(Message("words.evidence")[language])
        for cells, row in zip(rows, table.rows, strict=True):
            cells.append(cited(row.sources)[language])
    return headings, rows


def sheets(document: Document, language: str) -> Iterator[Sheet]:
    """Yield a sheet that tells how to read the report, and one for each table or list."""
    notes = [
        [in_language(section.title, language), in_language(text, language)]
        for section in document.sections
        for text in section.text or ("",)
    ]
    headings = [Message("words.subject")[language], Message("words.notes")[language]]
    yield Sheet(Message("report.about")[language], headings, notes)
    for section in document.sections:
        if section.table or section.items:
            yield Sheet(in_language(section.title, language), *flat(section, language))


def xlsx(document: Document, language: str) -> bytes:
    """Return a workbook; raises WijgraphError when openpyxl is not installed."""
    return as_xlsx(sheets(document, language), language, in_language(document.title, language))


def csv(document: Document, language: str) -> bytes:
    """Return all sheets as one table for people, each row with the title of its sheet."""
    found = [(sheet.name, row) for sheet in sheets(document, language) for row in sheet.rows]
    # CSV has one table: shorter rows are filled up to the longest.
    width = max((len(row) for _, row in found), default=0)
    subject = Message("words.subject")[language]
    rows = ([name, *row, *[""] * (width - len(row))] for name, row in found)
    return for_people([subject, *[""] * width], rows, language)
