"""What a form is bound to, for the signatures of forms that take more than Django's own."""

from collections.abc import Mapping

from django.core.files.uploadedfile import UploadedFile
from django.utils.datastructures import MultiValueDict

Data = Mapping[str, object] | None
Files = MultiValueDict[str, UploadedFile] | None
