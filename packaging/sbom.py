"""Writes the lists of parts of the program (SBOM, CycloneDX 1.6): `make sbom`.

packaging/licences/sbom.cdx.json lists what a built program carries and goes along in it, so that anybody can compare it
with what becomes known later; build/sbom-checkout.cdx.json lists what `make setup` installs to run a checkout, which is
more (shipped.py says why). cyclonedx-bom lists the locked packages with their hashes; licences, and what their wheels
carry inside, come from resources/licences/parts.toml. Nothing in a list depends on when or where it was written, so two
runs give the same bytes.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "packaging")]

import shipped  # noqa: E402 - it lies in this folder

from caseorg.services.licences import Part, all_parts, packed  # noqa: E402 - it lies in the folder above

PACKAGE, CHECKOUT = ROOT / "packaging/licences/sbom.cdx.json", ROOT / "build/sbom-checkout.cdx.json"


def of_package() -> str:
    """Return the list of what a built program carries, as JSON."""
    return _written(shipped.lock(), packed(all_parts()))


def of_checkout() -> str:
    """Return the list of what runs a checkout, as JSON."""
    return _written((ROOT / "requirements.lock").read_text(encoding="utf-8"), all_parts())


def _written(lock: str, parts: tuple[Part, ...]) -> str:
    bom = json.loads(_of_the_lock(lock))
    licences = {part.name: part.licence for part in parts}
    for component in bom["components"]:
        component["licenses"] = [{"expression": licences[component["name"]]}]
    of_name = {component["name"]: component["bom-ref"] for component in bom["components"]}
    inner = [part for part in parts if part.version and part.name not in of_name]
    bom["components"] += [_inner(part) for part in inner]
    version = bom["metadata"]["component"]["version"]
    bom["metadata"]["component"]["purl"] = f"pkg:generic/caseorg@{version}"
    for dependency in bom["dependencies"]:
        holds = [_ref(part) for part in inner if of_name.get(part.inside) == dependency["ref"]]
        if holds:
            dependency["dependsOn"] = sorted([*dependency.get("dependsOn", []), *holds])
    bom["dependencies"] += [{"ref": _ref(part)} for part in inner]
    return json.dumps(bom, indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def _of_the_lock(lock: str) -> str:
    command = [
        sys.executable, "-m", "cyclonedx_py", "requirements", "-", "--pyproject", "pyproject.toml",
        "--mc-type", "application", "--output-reproducible", "--sv", "1.6", "--of", "JSON", "--no-validate", "-o", "-",
    ]  # fmt: skip
    # With this variable it would put in a time, and two runs would differ.
    environment = {name: value for name, value in os.environ.items() if name != "SOURCE_DATE_EPOCH"}
    ran = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True, input=lock, env=environment)
    return ran.stdout


def _ref(part: Part) -> str:
    return f"{part.inside or 'caseorg'}/{part.name}"


def _inner(part: Part) -> dict[str, object]:
    name = part.name.partition(" (")[0]
    return {
        "type": "library",
        "bom-ref": _ref(part),
        "name": name,
        "version": part.version,
        "licenses": [{"expression": part.licence}],
    }


def check(text: str) -> None:
    """End with what is wrong if the list does not keep the schema of CycloneDX 1.6."""
    from cyclonedx.schema import SchemaVersion
    from cyclonedx.validation.json import JsonStrictValidator

    wrong = JsonStrictValidator(SchemaVersion.V1_6).validate_str(text)
    if wrong:
        raise SystemExit(f"not a valid list of parts: {wrong}")


if __name__ == "__main__":
    CHECKOUT.parent.mkdir(exist_ok=True)
    for target, made in ((PACKAGE, of_package()), (CHECKOUT, of_checkout())):
        check(made)
        target.write_text(made, encoding="utf-8")
        print(target.relative_to(ROOT))
