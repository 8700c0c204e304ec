"""Files of items as strangers write them, and how they are sent."""

import csv
import io

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse


def table(rows, delimiter=","):
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=delimiter).writerows(rows)
    return buffer.getvalue().encode("utf-8-sig")


def sent(client, content, name, source="National library"):
    file = SimpleUploadedFile(name, content)
    return client.post(reverse("import_items"), {"source": source, "file": file})
