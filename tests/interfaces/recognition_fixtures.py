"""Things of the recognition role, one for each kind of address; the dairy's where it is one's."""

from scp_centre.roles.recognition.models import Application, CriteriaVersion, Licence, Question


def recognition_things(company):
    """Return a thing for each address: an application in verification, a licence of the dairy."""
    question = Question.objects.get(application__organisation=company)
    application = question.application
    licence = Licence.objects.filter(application__organisation=company, state="valid").last()
    version = CriteriaVersion.objects.get(scheme__code="VGL")
    of_application = (
        *("application", "declare_evidence", "submit_application", "close_application"),
        *("check_application", "accept_application", "return_application", "keep_affiliation"),
        *("verify_application", "ask_applicant", "sign_verification", "decide_application"),
        "appeal_decision",
    )
    of_licence = ("licence", "licence_code", "licence_linked_data", "scan_licence")
    return {
        **dict.fromkeys(of_application, {"pk": application.pk}),
        "verify_criterion": {"pk": application.pk, "place": 0},
        "answer_label_question": {"pk": question.pk},
        **dict.fromkeys(("keep_licence", "renew_licence"), {"pk": licence.pk}),
        **dict.fromkeys(of_licence, {"number": licence.number}),
        "scan_gtin": {"gtin": gtin_of(company)},
        **dict.fromkeys(("edit_scheme", "draft_criteria"), {"pk": version.scheme_id}),
        "publish_criteria": {"pk": version.pk},
        "label_scheme": {"code": version.scheme.code},
        "label_document": {"pk": company.label_documents.first().pk},
        "label_check": {
            "pk": version.pk,
            "company": company.pk,
            "product": application.product_id,
        },
    }


def gtin_of(company):
    """Return the GTIN of a product of a company that has a licence, with 14 digits."""
    found = Application.objects.filter(organisation=company, licence__isnull=False)
    return found.exclude(product__gtin="").first().product.gtin.zfill(14)
