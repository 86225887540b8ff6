"""Run by a Python with doccano: EXAMPLES OUT relations|plain.

Imports the examples into a sequence labelling project, with or without relations, on a database of its
own, and exports the project, both by doccano's own code.
"""

import os
import sys
import sysconfig
import zipfile
from pathlib import Path

examples, out = map(Path, sys.argv[1:3])
related = sys.argv[3] == "relations"
sys.path.insert(0, str(Path(sysconfig.get_path("purelib")) / "backend"))
os.environ |= {"DJANGO_SETTINGS_MODULE": "config.settings.development", "DATABASE_URL": f"sqlite:///{out}/db"}

import django  # noqa: E402

django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.auth import get_user_model  # noqa: E402
from django.core.management import call_command  # noqa: E402

settings.MEDIA_ROOT = str(out)
call_command("migrate", verbosity=0)

from data_export.celery_tasks import export_dataset  # noqa: E402
from data_import.datasets import load_dataset  # noqa: E402
from data_import.pipeline.catalog import create_file_format  # noqa: E402
from data_import.pipeline.readers import FileName  # noqa: E402
from projects.models import SequenceLabelingProject  # noqa: E402

call_command("create_roles", verbosity=0)
user = get_user_model().objects.create_user("reader")
project = SequenceLabelingProject.objects.create(
    name="ours",
    description="ours",
    project_type="SequenceLabeling",
    created_by=user,
    use_relation=related,
    collaborative_annotation=True,
)
file = FileName(full_path=str(examples), generated_name=examples.name, upload_name=examples.name)
task = "RelationExtraction" if related else "SequenceLabeling"
options = {"column_data": "text", "column_label": "entities", "encoding": "utf_8"}
dataset = load_dataset(task, create_file_format("JSONL"), [file], project, **options)
dataset.save(user, batch_size=100)
assert not dataset.errors, dataset.errors
with zipfile.ZipFile(export_dataset(project.id, "JSONL")) as archive:
    archive.extractall(out / "export")
