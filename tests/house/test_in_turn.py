"""Nothing reads the database or draws a page in the event loop, where every stream would wait."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
READS = {"read", "fragment", "page"}  # of a door

Function = ast.FunctionDef | ast.AsyncFunctionDef
MODULES = {
    ".".join(path.relative_to(ROOT).with_suffix("").parts): ast.parse(path.read_text())
    for path in sorted((ROOT / "app/pages").rglob("*.py"))
}


def calls(function: Function) -> Iterator[ast.Call]:
    """Those that it makes itself; not what it hands on to be called, perhaps in another thread."""
    waiting: list[ast.AST] = list(function.body)
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            continue
        if isinstance(node, ast.Call):
            yield node
        waiting.extend(ast.iter_child_nodes(node))


def names(module: str) -> dict[str, tuple[str, str]]:
    """What each name means that a function of this module may call: where it is, and its name."""
    found = {}
    for node in MODULES[module].body:
        if isinstance(node, ast.ImportFrom) and node.module in MODULES:
            for each in node.names:
                found[each.asname or each.name] = (str(node.module), each.name)
        elif isinstance(node, ast.FunctionDef):
            found[node.name] = (module, node.name)
    return found


def reads(call: ast.Call, known: dict[str, tuple[str, str]], reading: set[tuple[str, str]]) -> bool:
    match call.func:
        case ast.Attribute(ast.Name("door" | "self"), attribute):
            return attribute in READS
        case ast.Attribute(ast.Attribute(attr="database"), "read"):
            return True
        case ast.Name(name):
            return known.get(name) in reading
    return False


def reading_functions() -> set[tuple[str, str]]:
    """Plain functions that read, or call one that does."""
    found: set[tuple[str, str]] = set()
    while True:
        before = len(found)
        for module, tree in MODULES.items():
            known = names(module)
            for function in tree.body:
                if isinstance(function, ast.FunctionDef) and any(
                    reads(call, known, found) for call in calls(function)
                ):
                    found.add((module, function.name))
        if len(found) == before:
            return found


def in_the_loop() -> list[tuple[str, Function, ast.Call]]:
    reading = reading_functions()
    return [
        (module, function, call)
        for module, tree in MODULES.items()
        for function in ast.walk(tree)
        if isinstance(function, ast.AsyncFunctionDef)
        for call in calls(function)
        if reads(call, names(module), reading)
    ]


def test_a_route_that_is_async_reads_and_draws_in_its_turn():
    found = [
        f"{module}.{function.name}, line {call.lineno}" for module, function, call in in_the_loop()
    ]
    assert found == [], "await door.in_turn(…), or make the route a plain one"
    assert ("app.pages.followup.figures", "_correct") in reading_functions()
