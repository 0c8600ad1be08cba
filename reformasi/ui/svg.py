"""Makes a drawing fit for any page: no scripts, no styles, no links; the page's own ink; small."""

import re
import xml.etree.ElementTree as ET

NAMESPACE = "http://www.w3.org/2000/svg"
SHAPES = {"svg", "g", "path", "line", "rect", "circle", "text", "tspan", "title", "desc"}
ATTRIBUTES = {
    "width", "height", "viewBox", "transform", "d", "x", "y", "x1", "y1", "x2", "y2", "r", "cx",
    "cy", "fill", "stroke", "opacity", "fill-opacity", "stroke-opacity", "stroke-width",
    "stroke-dasharray", "stroke-linecap", "stroke-linejoin", "stroke-miterlimit", "text-anchor",
    "font-family", "font-size", "font-weight", "dy", "dx",
}  # fmt: skip
LONG_NUMBER = re.compile(r"-?\d+\.\d{3,}")


def neutral(svg: str, *, ink: str, line: str) -> str:
    """Keep shapes and presentation attributes; ``ink`` and ``line`` become ``currentColor``."""
    root = ET.fromstring(svg)  # noqa: S314 - our own drawing, never an upload
    _clean(root, ink, line)
    root.set("class", "chart__drawing")
    root.set("aria-hidden", "true")  # its words stand beside it: <c-chart> writes them
    root.set("focusable", "false")
    ET.register_namespace("", NAMESPACE)
    return ET.tostring(root, encoding="unicode")


def _clean(element: ET.Element, ink: str, line: str) -> None:
    for name, value in list(element.attrib.items()):
        if name not in ATTRIBUTES or "url(" in value:
            del element.attrib[name]
        elif value == ink:
            element.set(name, "currentColor")
        elif value == line:
            element.set(name, "currentColor")
            element.set("stroke-opacity", "0.22")
        else:
            element.set(name, LONG_NUMBER.sub(lambda number: f"{float(number[0]):.2f}", value))
    for child in list(element):
        if _name(child) not in SHAPES or _is_empty(child):
            element.remove(child)
        else:
            _clean(child, ink, line)
    for child in list(element):
        if _name(child) == "g" and len(child) == 0:
            element.remove(child)


def _is_empty(element: ET.Element) -> bool:
    """Vega draws invisible backgrounds and foregrounds for its own events."""
    hidden = element.get("display") == "none" or element.get("fill") == "transparent"
    backdrop = element.get("class") == "background" and element.get("fill", "none") == "none"
    return hidden or (backdrop and element.get("stroke") is None)


def _name(element: ET.Element) -> str:
    return element.tag.removeprefix(f"{{{NAMESPACE}}}") if isinstance(element.tag, str) else ""
