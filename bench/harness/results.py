"""The table: a record for each figure, as CSV, and how it is printed."""
import csv, os, statistics

COLUMNS = ("row", "server", "metric", "unit", "median", "ratio", "ratio_low", "ratio_high", "goal",
           "met", "rounds", "failed")

median = statistics.median


def digits(value):
    """A figure with three or four digits that say something."""
    if value is None or value == "":
        return ""
    value = float(value)
    if abs(value) >= 1000:
        return f"{value:.0f}"
    return f"{value:.2f}" if abs(value) >= 10 else f"{value:.3f}"


def ratios(own, other):
    """Each round's ratio: two samples a moment apart share the machine's mood."""
    return [a / b for a, b in zip(own, other) if b]


def quartiles(values):
    if len(values) < 2:
        return (values[0], values[0]) if values else (None, None)
    low, _, high = statistics.quantiles(values, n=4, method="inclusive")
    return low, high


def holds(value, goal):
    return value <= goal.limit if goal.relation == "<=" else value >= goal.limit


def records(row, samples, reasons, units):
    """The records of a row.

    `samples` holds, for each contestant that was measured, a list of what its measure returned;
    `reasons` says of the others why they were not.
    """
    first = row.contestants[0].name
    result = []
    for contestant in row.contestants:
        name = contestant.name
        taken = samples.get(name, [])
        for metric in row.metrics:
            goals = [goal for goal in row.goals if goal.metric == metric and
                     (goal.against or first) == name]
            record = dict.fromkeys(COLUMNS, "")
            record.update(row=row.name, server=name, metric=metric, unit=units[metric],
                          rounds=len(taken), failed=sum(s["failed"] for s in taken))
            if not taken:
                record["met"] = reasons.get(name, "not measured")
                if metric == row.metrics[0] or goals:
                    result.append(record | {"goal": goal_text(goals, first, name)})
                continue
            own = [sample[metric] for sample in taken]
            record["median"] = median(own)
            if name != first and samples.get(first):
                shared = ratios([sample[metric] for sample in samples[first]], own)
                if shared:
                    record["ratio"] = median(shared)
                    record["ratio_low"], record["ratio_high"] = quartiles(shared)
            record["goal"] = goal_text(goals, first, name)
            if goals:
                record["met"] = judged(goals[0], record, samples, first)
            result.append(record)
    return result


def goal_text(goals, first, name):
    return " ".join(f"{goal.relation} {goal.limit:g}" + (" x" if goal.against else "")
                    for goal in goals)


def judged(goal, record, samples, first):
    if not samples.get(first):
        return "not measured"
    if record["failed"] or any(sample["failed"] for sample in samples[first]):
        return "failed"
    value = record["ratio"] if goal.against else record["median"]
    return "yes" if holds(value, goal) else "no"


def written(path, found):
    """Writes the table whole or not at all."""
    with open(path + ".new", "w", newline="") as file:
        table = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        table.writeheader()
        for record in found:
            table.writerow({key: f"{value:.6g}" if isinstance(value, float) else value
                            for key, value in record.items()})
    os.replace(path + ".new", path)


def read(path):
    with open(path, newline="") as file:
        return list(csv.DictReader(file))


WIDTHS = (("server", 15), ("metric", 24), ("median", 9), ("unit", 12), ("ratio", 7), ("goal", 9),
          ("met", 13))


def cells(record):
    line = "  "
    for key, width in WIDTHS:
        value = str(record[key])
        if key in ("median", "ratio"):
            line += f"{digits(value) if value else '':>{width}} "
        else:
            line += f"{value[:width]:{width}} "
    failed = int(record["failed"] or 0)
    return line.rstrip() + (f"  {failed} FAILED" if failed else "")


def header():
    return "  " + "".join(f"{key:>{width}} " if key in ("median", "ratio") else f"{key:{width}} "
                          for key, width in WIDTHS).rstrip()


def shown(found, titles):
    """Lines of at most 100 columns: for each row its title and its records."""
    lines, row = [], None
    for record in found:
        if record["row"] != row:
            row = record["row"]
            lines += ["", f"{row}: {titles.get(row, '')}"[:100], header()]
        lines.append(cells(record))
    return lines


def noted(path, record):
    """Adds a record to a file that `read` understands, when there is a path."""
    if path is None:
        return
    is_new = not os.path.exists(path)
    with open(path, "a", newline="") as file:
        table = csv.DictWriter(file, COLUMNS, restval="", lineterminator="\n")
        if is_new:
            table.writeheader()
        table.writerow(record)
