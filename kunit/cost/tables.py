#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""Print what a kernel of scripts/cost has counted, as tables of text or Markdown.

usage: tables.py [--markdown] DIR [BEST]

DIR is the build directory of a kernel. What the kernel printed is in DIR/console: lines
COST and TABLE from cost.c, lines MEM from memory.c and floor.c, or lines SUBMIT from
submit.c. With the latter, DIR/console-time has times. BEST is the same for
the kernel with Rust at its best. Of BEST, only the figures of Rust are printed."""

import re
import sys

# The columns of a MEM line, as memory.h has them
EACH, MANY, BIND, CLOSE, DESTROY, BYTES, CREATE, FORGET = range(8)


def lines_of(build, kind, console="console"):
    """Return the fields of those lines of the console that begin with this word."""
    with open(f"{build}/{console}", encoding="utf-8", errors="replace") as f:
        return [line.rstrip("\n").split("|")[1:] for line in f if line.startswith(kind + "|")]


def text(heading, rows):
    rows = [heading.split("|"), *rows]
    widths = [max(map(len, column)) for column in zip(*rows)]
    for name, *figures in rows:
        print(name.ljust(widths[0]), *(f.rjust(w) for f, w in zip(figures, widths[1:])), sep="  ")
    print()


def markdown(heading, rows):
    lines = ["| " + " | ".join(row).replace("_", r"\_") + " |" for row in (heading.split("|"), *rows)]
    print(lines[0], "| ---" + " | ---:" * heading.count("|") + " |", *lines[1:], "", sep="\n")


def print_helpers(table, builds):
    """The operations in C, through the helpers and in Rust, then the tables of references."""
    columns = ["C", "helpers", "Rust", "Rust at its best"][:len(builds) + 2]
    rows, sizes = {}, {}
    for build in builds:
        best = build != builds[0]
        for name, *figures in lines_of(build, "COST"):
            rows.setdefault(name, []).extend(figures[2:] if best else figures)
        for size, side, *figures in lines_of(build, "TABLE"):
            if not best or side == "2":
                sizes.setdefault(size, []).append(figures)

    table("|".join(["instructions for", *columns]), [[name, *rows[name]] for name in rows])
    print("Tables of references, instructions for each object:", " / ".join(columns), end="\n\n")
    table("objects|publish|lookup + put|unpublish + put|drain",
          [[size, *map(" / ".join, zip(*sizes[size]))] for size in sizes])


def print_memory(table, build):
    """The ioctls of the driver, beside the least that any driver needs."""
    first, second, names = {}, {}, {}
    for done, side, column, row, figure in lines_of(build, "MEM"):
        (first if done == "1" else second)[side, int(column), row] = int(figure)
        if done == "1" and side == "driver":
            names.setdefault(int(column), []).append(row)

    def number(row):
        return int(row.split()[0])

    def cell(side, column, row):
        return f"{first[side, column, row]:,}"

    def each(side, column, row):
        """The figure of many mappings, less what it takes with none, divided by their number"""
        none = first[side, column, row.replace(str(number(row)), "0", 1)]
        return f"{(first[side, column, row] - none) / number(row):,.0f}"

    table("instructions for bind + unbind of|an ioctl each|many in an ioctl|drm_gpuvm + io-pgtable",
          [[row, cell("driver", EACH, row), cell("driver", MANY, row), cell("floor", MANY, row)]
           for row in names[EACH]])
    ends = (("driver", CLOSE), ("driver", DESTROY), ("driver", FORGET), ("floor", DESTROY))
    table("mappings of 16 KiB in one address space|bind, 1,000 in an ioctl|drm_gpuvm + io-pgtable"
          "|close the file|VM_DESTROY|GEM_CLOSE|drm_gpuvm + io-pgtable",
          [["the first, and all else", "", "", *(cell(*end, "0") for end in ends)]] +
          [[f"each of {number(row):,} more", each("driver", BIND, row), each("floor", BIND, row),
            *(each(*end, row) for end in ends)] for row in names[DESTROY] if number(row)])
    table("address spaces of a file, with the same buffer|VM_CREATE|bind 16 KiB|close the file",
          [[f"{number(row):,}", *(each("driver", column, row) for column in (CREATE, BIND, CLOSE))]
           for row in names[CREATE] if number(row)])
    table("bytes of memory for a mapping of 16 KiB|drm/asahi|drm_gpuvm + io-pgtable",
          [[row, cell("driver", BYTES, row), cell("floor", BYTES, row)] for row in names[BYTES]])

    differ = {key: abs(first[key] - b) / max(first[key], b, 1) for key, b in second.items()}
    side, _, row = most = max(differ, key=differ.get)
    print(f"All of it was done twice: {sum(d < 0.01 for d in differ.values())} of {len(differ)} "
          f"figures differ by less than 1 %, and none by more than {differ[most] * 100:.1f} % "
          f"({side}, {row}).")


def print_submit(table, build):
    """What a job takes in the driver, and in a driver that is empty, for numbers of queues."""
    figures = {(side, count, what): int(figure)
               for side, count, what, figure in lines_of(build, "SUBMIT")}
    counts = sorted({count for _, count, _ in figures}, key=int)
    heading = "|".join(["for each job; queues with one job each", *counts])

    def row(name, side, what, figures):
        return [f"{name}, {'drm/asahi' if side == 'driver' else 'empty'}",
                *(f"{figures[side, count, what]:,}" for count in counts)]

    names = (("SUBMIT", "SUBMIT"), ("give it to the GPU", "run"),
             ("from the message to the signalled fence", "event"), ("free it", "free"))
    table(heading, [row(name, side, what, figures)
                    for name, what in names for side in ("driver", "floor")])
    table(heading, [row(name, side, what, figures)
                    for name, what in (("allocations of SUBMIT", "allocations"),
                                       ("their bytes", "bytes"))
                    for side in ("driver", "floor")])
    times = {(side, count, what): int(figure)
             for side, count, what, figure in lines_of(build, "SUBMIT", "console-time")}
    table(heading, [row("ns of SUBMIT in QEMU", side, "ns", times) for side in ("driver", "floor")])


def main():
    builds = [arg for arg in sys.argv[1:] if arg != "--markdown"]
    if not 1 <= len(builds) <= 2 or builds[0].startswith("-"):
        sys.exit(__doc__)
    table = markdown if "--markdown" in sys.argv else text
    if lines_of(builds[0], "MEM"):
        print_memory(table, builds[0])
    elif lines_of(builds[0], "SUBMIT"):
        print_submit(table, builds[0])
    else:
        print_helpers(table, builds)
    with open(f"{builds[0]}/.config", encoding="utf-8") as f:
        print("; ".join(re.findall(r'^CONFIG_(?:CC|RUSTC)_VERSION_TEXT="(.*)"', f.read(), re.M)))


if __name__ == "__main__":
    main()
