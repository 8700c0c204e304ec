"""Drawing: tokens of colour and type, SVG, charts; what each role draws stands in the role."""
