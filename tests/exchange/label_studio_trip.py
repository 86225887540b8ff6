"""Run by a Python with label-studio-sdk: TASKS CONFIG OUT.

Checks tasks and predictions against the labelling set-up, takes every prediction for a person's
annotation, and exports as Label Studio's JSON export does.
"""

import json
import sys
from pathlib import Path

from label_studio_sdk.converter import Converter
from label_studio_sdk.label_interface import LabelInterface

tasks_path, config_path, out = map(Path, sys.argv[1:])
config = config_path.read_text(encoding="utf-8")
interface = LabelInterface(config)
interface.validate()
tasks = json.loads(tasks_path.read_text())
for number, task in enumerate(tasks, 1):
    assert interface.validate_task({"data": task["data"]})
    (prediction,) = task.pop("predictions")
    errors = interface.validate_prediction(prediction, return_errors=True)
    assert not errors, errors
    author = {"email": "reader@example.org"}
    task |= {
        "id": number,
        "annotations": [{"id": number, "completed_by": author, "result": prediction["result"]}],
    }
annotated = out / "annotated.json"
annotated.write_text(json.dumps(tasks))
converter = Converter(config, project_dir=None, download_resources=False)
converter.convert_to_json(str(annotated), str(out / "export"), is_dir=False)
