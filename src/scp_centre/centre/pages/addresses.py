"""Addresses that a page of any role may lead to, although no role has them.

The centre gives each its name; the top floor (interfaces/web/urls.py) gives it its page. A test
asks for all of them.
"""

SHARED_ADDRESSES = {
    "home": "the page where somebody's work is",
    "account": "one's own account",
    "account_logout": "signing out",
    "language": "the choice of a language",
    "organisations": "organisations of all kinds",
    "organisation": "one organisation, its sites, products and contact persons",
    "product": "one product of an organisation",
    "figure": "a figure with what it follows from",
    "job": "a job, its progress and its file",
    "verify_credential": "what somebody sees who scans a certificate",
}
