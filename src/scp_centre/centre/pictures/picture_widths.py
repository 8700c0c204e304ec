"""The forms that a picture is drawn in, never shrunk from one another: how wide each is as a whole.

full : across a page at a desk    wide : in a report, on a slide, on a tablet    narrow : on a phone
"""

FORMS = {"full": 1120.0, "wide": 720.0, "narrow": 350.0}  # px, with labels, legend and margins
