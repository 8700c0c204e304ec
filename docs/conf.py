"""How Sphinx builds these pages."""

project = "scp-centre"
html_title = "scp-centre"
extensions = ["myst_parser"]
exclude_patterns = ["_build"]
myst_heading_anchors = 3
myst_enable_extensions = ["colon_fence"]
html_theme = "alabaster"
html_theme_options = {
    "description": "The working system of a national cleaner production centre",
    "fixed_sidebar": True,
}
