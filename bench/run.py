"""`python -m bench [a b c d e f g h i j k l] [--json FILE]`: run these, or all of them; exit 1 over a budget."""

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

if not __package__:  # called as a file
    sys.path[0] = str(Path(__file__).resolve().parent.parent)

from bench import board, bulk, confirming, counting, desk, exporting, filing, month, overview, scanning, study, waiting
from bench.figures import Figure, as_json, as_text

BENCHES: dict[str, tuple[str, Callable[[], list[Figure]]]] = {
    "a": ("filing by the API", filing.run),
    "b": ("confirming by the API", confirming.run),
    "c": ("a queue under a long history", waiting.run),
    "d": ("the bulletin of a day", counting.run),
    "e": ("the workbook of 100,000 vehicles", exporting.run),
    "f": ("filing 2,000 rows of a file by one worker", bulk.run),
    "g": ("a queue of the desk, live", desk.run),
    "h": ("1,800 scans made without network", scanning.run),
    "i": ("the time release study", study.run),
    "j": ("the managers' first page", overview.run),
    "k": ("a month of a million vehicles", month.run),
    "l": ("the public board", board.run),
}


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(f"{k}: {v[0]}" for k, v in BENCHES.items()))
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there too")
    options = parser.parse_args(arguments)
    unknown = set(options.names) - set(BENCHES)
    if unknown:
        parser.error(f"there is no bench {', '.join(sorted(unknown))}; there are {', '.join(BENCHES)}")
    figures: list[Figure] = []
    for name in dict.fromkeys(options.names) or BENCHES:
        title, run = BENCHES[name]
        print(f"({name}) {title} …", file=sys.stderr, flush=True)
        figures += run()
    print(as_text(figures))
    print(as_json(figures))
    if options.json:
        options.json.write_text(as_json(figures) + "\n", encoding="utf-8")
    return 0 if all(figure.is_within for figure in figures) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
