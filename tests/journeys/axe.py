"""What axe says about a page that a browser shows."""

from pathlib import Path

from django.conf import settings

AXE = (Path(settings.BASE_DIR) / "node_modules/axe-core/axe.min.js").read_text()
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
WIDTHS = [1366, 390]
#: Reasons, menus and forms that a person unfolds belong to the page.
UNFOLD = "document.querySelectorAll('main details').forEach((it) => { it.open = true; })"
#: On a phone a row is a card of labels and values: a cell holds one thing, or the second slips
#: under the label of the first.
LOOSE_CELLS = """[...document.querySelectorAll('.table-wrap--stacked tr > [data-label]')]
    .filter((cell) => [...cell.childNodes].filter((it) => it.textContent.trim()).length > 1)
    .map((cell) => cell.dataset.label)"""


def violations(page, address, widths=WIDTHS):
    """What axe says about one page at these widths; also where a phone would show it badly."""
    response = page.goto(address)
    assert response.status == 200, address
    page.evaluate(UNFOLD)
    wrong = []
    for width in widths:
        page.set_viewport_size({"width": width, "height": 800})
        wrong += [(address, width, *one) for one in said_by_axe(page)]
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            wrong.append((address, width, "wider than the screen"))
    wrong += [(address, "loose in a cell", label) for label in page.evaluate(LOOSE_CELLS)]
    return wrong


def said_by_axe(page):
    """Broken rules, each with the elements that break it."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    options = {"runOnly": RULES, "resultTypes": ["violations"]}
    faults = page.evaluate("options => axe.run(options)", options)["violations"]
    return [(it["id"], [node["html"] for node in it["nodes"]]) for it in faults]
