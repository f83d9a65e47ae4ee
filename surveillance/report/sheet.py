"""Forms as one page for screen and paper. Nothing is fetched, nothing runs, all text is escaped."""

from collections.abc import Iterable, Sequence
from datetime import date
from html import escape

from surveillance.records.sortie import Place
from surveillance.report.form import Blank, Both, Cell, Column, Duration, Form, Table
from surveillance.report.shown import shown

MANY = 4  # columns; a table with more is a list of rows on narrow paper
_STYLE = """
:root{color-scheme:light;--ink:#16202a;--line:#8a97a1;--head:#eaf0f4;--soft:#51606b;--mark:#a8071a}
*{box-sizing:border-box}
body{margin:1.2rem auto;max-width:1240px;padding:0 1rem;background:#fff;color:var(--ink);
font:13px/1.4 system-ui,"Noto Sans CJK JP","Noto Sans JP","Hiragino Sans","Yu Gothic",sans-serif}
h1{font-size:1.35rem;margin:0}
h2{font-size:1rem;margin:1.1rem 0 .3rem}
h1 small,h2 small,th small,dt small,.en{color:var(--soft);font-weight:400}
h1 small{font-size:.95rem;margin-left:.6rem}h2 small{margin-left:.5rem}
.realm{border:2px solid var(--mark);color:var(--mark);font-weight:700;padding:.3rem .7rem;
margin:.6rem 0;display:inline-block}
.note{margin:.35rem 0;color:var(--soft)}
section+section{margin-top:2.2rem;border-top:3px solid var(--ink);padding-top:1rem}
dl{display:grid;grid-template-columns:repeat(auto-fill,minmax(255px,1fr));margin:.7rem 0;
padding:1px 0 0 1px}
dl div{border:1px solid var(--line);margin:-1px 0 0 -1px;padding:.3rem .5rem;min-height:3.1em;
break-inside:avoid}
dl .whole{grid-column:1/-1}
dt{font-weight:600;font-size:.85em}dt small{display:inline;margin-left:.4em}
dd{margin:.1rem 0 0}
table{border-collapse:collapse;width:100%;table-layout:fixed}
th,td{border:1px solid var(--line);padding:.28rem .4rem;text-align:left;vertical-align:top;
overflow-wrap:anywhere}
th{background:var(--head);font-size:.85em;line-height:1.25;overflow-wrap:normal;hyphens:auto}
th small{display:block;font-size:.92em}
td span,dd span{display:block}
td .n,dd .n{display:inline-block;white-space:nowrap}
.en{font-size:.9em}
.blank td{height:2.3em}
thead{display:table-header-group}
tr{break-inside:avoid}
@media screen and (max-width:1180px),print and (max-width:760px){
.many thead{display:none}.many,.many tbody,.many tr,.many td{display:block;width:auto}
.many tr{border:1px solid var(--line);margin:.5rem 0}
.many td{border:0;border-bottom:1px solid #d6dde2;display:grid;grid-template-columns:36% 1fr;
column-gap:.5rem;min-height:2.2em}
.many td::before{content:attr(data-ja) " " attr(data-en);grid-row:1/span 20;font-weight:600;
font-size:.82em;line-height:1.25}
.many td>span{grid-column:2}
}
@page{size:A4 landscape;margin:11mm}
@media print{body{margin:0;max-width:none;padding:0;font-size:8.5pt}
section+section{break-before:page;border:0;margin:0;padding:0}*{print-color-adjust:exact}}
"""


def page(forms: Sequence[Form], realm: Both | None) -> str:
    """All forms, each on a new sheet of paper. realm: said in a frame when it is not live."""
    title = forms[0].title if len(forms) == 1 else Both("飛行日誌", "flight log")
    body = "\n".join(_section(form, realm) for form in forms)
    return (
        '<!doctype html>\n<html lang="ja">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width">\n'
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\';'
        " style-src 'unsafe-inline'\">\n"
        f"<title>{escape(title.ja)} {escape(title.en)}</title>\n<style>{_STYLE}</style>\n"
        f"</head>\n<body>\n{body}\n</body>\n</html>\n"
    )


def _section(form: Form, realm: Both | None) -> str:
    frame = "" if realm is None else f'<p class="realm">{escape(realm.ja)} {escape(realm.en)}</p>'
    notes = "".join(
        f'<p class="note">{escape(note.ja)}<br><span lang="en">{escape(note.en)}</span></p>'
        for note in form.notes
    )
    head = "".join(_fact(column, cell) for column, cell in form.head)
    tables = "\n".join(_table(table) for table in form.tables)
    return (
        f"<section><h1>{_titled(form.title)}</h1>\n{frame}<dl>{head}</dl>\n{tables}\n{notes}"
        "</section>"
    )


def _titled(title: Both) -> str:
    return f'{escape(title.ja)}<small lang="en">{escape(title.en)}</small>'


def _fact(column: Column, cell: Cell) -> str:
    kind = ' class="whole"' if column.wide > 1.0 else ""
    label = f'{escape(column.ja)}<small lang="en">{escape(column.en)}</small>'
    return f"<div{kind}><dt>{label}</dt><dd>{_lines(cell)}</dd></div>"


def _table(table: Table) -> str:
    whole = sum(column.wide for column in table.columns)
    widths = "".join(f'<col style="width:{100 * c.wide / whole:.2f}%">' for c in table.columns)
    head = "".join(
        f'<th>{escape(c.ja)}<small lang="en">{escape(c.en)}</small></th>' for c in table.columns
    )
    body = "".join(_row(table.columns, row) for row in table.rows)
    kind = ' class="many"' if len(table.columns) > MANY else ""
    blank: tuple[Cell, ...] = (Blank.BLANK,) * len(table.columns)
    body += "".join(_row(table.columns, blank, ' class="blank"') for _ in range(table.empty_rows))
    return (
        f"<h2>{_titled(table.title)}</h2>\n<table{kind}><colgroup>{widths}</colgroup>"
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    )


def _row(columns: Sequence[Column], row: Iterable[Cell], kind: str = "") -> str:
    cells = "".join(
        f'<td data-ja="{escape(c.ja)}" data-en="{escape(c.en)}">{_lines(cell)}</td>'
        for c, cell in zip(columns, row, strict=True)
    )
    return f"<tr{kind}>{cells}</tr>"


def _lines(cell: Cell) -> str:
    if isinstance(cell, date | Duration | Place):  # broken between its words only
        words = shown(cell)[0].ja.split(" ")
        return "<span>" + " ".join(f'<span class="n">{escape(w)}</span>' for w in words) + "</span>"
    return "".join(
        f"<span>{escape(line.ja)}</span>"
        if line.ja == line.en
        else f'<span>{escape(line.ja)}</span><span class="en" lang="en">{escape(line.en)}</span>'
        for line in shown(cell)
    )
