"""Parses PowerShell files. The exit status is 1 when one of them is not PowerShell."""

import pathlib
import sys

import tree_sitter_powershell
from tree_sitter import Language, Parser

parser = Parser(Language(tree_sitter_powershell.language()))


def issues(node):
    if node.type == "ERROR" or node.is_missing:
        yield node
    for child in node.children:
        yield from issues(child)


failed = 0
for file in sys.argv[1:]:
    for node in issues(parser.parse(pathlib.Path(file).read_bytes()).root_node):
        row, column = node.start_point
        print(f"{pathlib.Path(file).name}:{row + 1}:{column + 1}: not PowerShell")
        failed = 1
print(f"PowerShell: {len(sys.argv) - 1} files parsed")
sys.exit(failed)
