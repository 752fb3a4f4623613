"""Writes the list of parts of the program (an SBOM, CycloneDX 1.6) to build/sbom.cdx.json: `make sbom`.

cyclonedx-bom lists the locked packages with their hashes; licences, and what their wheels carry inside, come from
resources/licences/parts.toml. Nothing in it depends on when or where it was written, so two runs give the same bytes.
"""

import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "build" / "sbom.cdx.json"


def written() -> str:
    """Return the list as JSON."""
    bom = json.loads(_of_the_lock())
    parts = tomllib.loads((ROOT / "resources/licences/parts.toml").read_text(encoding="utf-8"))["part"]
    licences = {part["name"]: part["licence"] for part in parts}
    for component in bom["components"]:
        component["licenses"] = [{"expression": licences[component["name"]]}]
    of_name = {component["name"]: component["bom-ref"] for component in bom["components"]}
    inner = [part for part in parts if part["version"] and part["name"] not in of_name]
    bom["components"] += [_inner(part) for part in inner]
    version = bom["metadata"]["component"]["version"]
    bom["metadata"]["component"]["purl"] = f"pkg:generic/caseorg@{version}"
    for dependency in bom["dependencies"]:
        holds = [_ref(part) for part in inner if of_name.get(part["inside"]) == dependency["ref"]]
        if holds:
            dependency["dependsOn"] = sorted([*dependency.get("dependsOn", []), *holds])
    bom["dependencies"] += [{"ref": _ref(part)} for part in inner]
    return json.dumps(bom, indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def _of_the_lock() -> str:
    command = [
        sys.executable, "-m", "cyclonedx_py", "requirements", "requirements.lock", "--pyproject", "pyproject.toml",
        "--mc-type", "application", "--output-reproducible", "--sv", "1.6", "--of", "JSON", "--no-validate", "-o", "-",
    ]  # fmt: skip
    # With this variable it would put in a time, and two runs would differ.
    environment = {name: value for name, value in os.environ.items() if name != "SOURCE_DATE_EPOCH"}
    return subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True, env=environment).stdout


def _ref(part: dict[str, str]) -> str:
    return f"{part['inside'] or 'caseorg'}/{part['name']}"


def _inner(part: dict[str, str]) -> dict[str, object]:
    name = part["name"].partition(" (")[0]
    return {
        "type": "library",
        "bom-ref": _ref(part),
        "name": name,
        "version": part["version"],
        "licenses": [{"expression": part["licence"]}],
    }


def check(text: str) -> None:
    """End with what is wrong if the list does not keep the schema of CycloneDX 1.6."""
    from cyclonedx.schema import SchemaVersion
    from cyclonedx.validation.json import JsonStrictValidator

    wrong = JsonStrictValidator(SchemaVersion.V1_6).validate_str(text)
    if wrong:
        raise SystemExit(f"not a valid list of parts: {wrong}")


if __name__ == "__main__":
    TARGET.parent.mkdir(exist_ok=True)
    made = written()
    check(made)
    TARGET.write_text(made, encoding="utf-8")
    print(TARGET.relative_to(ROOT))
