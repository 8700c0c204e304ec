"""Pictures of an assessment as SVG, made once for page, report and command line."""

from scp_centre.roles.production.pictures.assessment_charts import PICTURES, Picture, draw

__all__ = ["PICTURES", "Picture", "draw"]
