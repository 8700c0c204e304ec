"""A company's page: all that the centre knows of a company, as far as a reader may see it.

A role offers a module `company_sections` with `sections_of(company, person)`.
"""

from scp_centre.centre.company_page.sections import CompanyLine, CompanySection

__all__ = ["CompanyLine", "CompanySection"]
