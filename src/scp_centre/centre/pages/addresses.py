"""Addresses that a page of any role may lead to, although no role has them.

The centre gives each its name; the top floor (interfaces/web/urls.py) gives it its page. A test
asks for all of them.
"""

SHARED_ADDRESSES = {
    "home": "the page where somebody's work is; the public site for who is not signed in",
    "ask_for_assessment": "the form on which a company asks for an assessment",
    "site_page": "a page of plain text that the centre writes",
    "centre_mark": "the picture beside the centre's name",
    "centre_style": "the centre's colours as a style sheet",
    "account": "one's own account",
    "account_login": "signing in",
    "account_logout": "signing out",
    "language": "the choice of a language",
    "organisations": "organisations of all kinds",
    "organisation": "one organisation, its sites, products and contact persons",
    "product": "one product of an organisation",
    "search": "the search across everything that somebody may open",
    "suggestions": "what the search box suggests while somebody types",
    "figure": "a figure with what it follows from",
    "job": "a job, its progress and its file",
    "verify_credential": "what somebody sees who scans a certificate",
}
