"""Pictures as PNG, for documents that cannot hold SVG."""

from scp_centre.centre.pictures.vega_charts import drawer


def png_of(svg: str, scale: float = 1.6) -> bytes:
    """Return the picture as PNG."""
    return bytes(drawer().svg_to_png(svg, scale=scale))
