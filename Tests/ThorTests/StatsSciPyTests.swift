import Foundation
import Testing

/// `thor stats` and `thor compare` beside SciPy, on the same data.
@Suite struct StatsSciPyTests {
    /// Two samples of some sizes, pairs where those are equal, with ties where asked for.
    private struct Case {
        var name: String
        var a: [Double], b: [Double]

        var csv: String {
            let rows = [("a", a), ("b", b)].flatMap { side, values in
                values.enumerated().map { "\(side),\($0),\($1)" }
            }
            return (["side,round,ms"] + rows).joined(separator: "\n") + "\n"
        }
    }

    /// Noise from a linear congruential generator: the same numbers in every run.
    private static func noise(_ count: Int, seed: UInt64) -> [Double] {
        var state = seed
        return (0..<count).map { _ in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Double(state >> 40) / Double(1 << 24)
        }
    }

    private static func skewed(_ count: Int, seed: UInt64, scale: Double) -> [Double] {
        noise(count, seed: seed).map { scale * (1 + $0 * $0 * 0.2) }
    }

    private let cases = [
        Case(name: "ten", a: skewed(10, seed: 1, scale: 10), b: skewed(10, seed: 2, scale: 10.5)),
        Case(name: "equal", a: skewed(10, seed: 3, scale: 10), b: skewed(10, seed: 4, scale: 10)),
        Case(name: "uneven", a: skewed(7, seed: 5, scale: 3), b: skewed(6, seed: 6, scale: 3.3)),
        Case(name: "odd", a: skewed(9, seed: 7, scale: 1), b: skewed(9, seed: 8, scale: 0.9)),
        Case(
            name: "ties", a: [1, 1, 2, 2, 3, 3, 4, 4], b: [2, 2, 3, 3, 3, 4, 5, 4]),
        // Rises and falls by the same ratios, which floating-point numbers tell apart.
        Case(
            name: "mirrored", a: [1.0, 1.1, 1.3, 2.6, 1.2, 1.0, 4.4, 1.1, 2.2, 3.3, 1.3],
            b: [1.1, 1.0, 1.2, 2.4, 1.3, 1.1, 4.0, 1.2, 2.4, 3.3, 1.2]),
        Case(
            name: "many", a: skewed(60, seed: 9, scale: 5), b: skewed(60, seed: 10, scale: 5.1)),
    ]

    private static let script = """
        import csv, json, sys
        from fractions import Fraction
        import numpy as np
        from scipy import stats

        def near(found, expected, what, tolerance=1e-9):
            size = max(1, abs(expected))
            assert abs(found - expected) <= tolerance * size, (what, found, expected)

        def interval(found, data, statistic, tail, what):
            # Ends are quantiles of random numbers: each lies between those a little further out
            # and further in.
            boot = stats.bootstrap(data, statistic, n_resamples=20000, method="percentile",
                                   vectorized=True, paired=False, rng=np.random.default_rng(1))
            draws = boot.bootstrap_distribution
            out, into = tail * 0.7, tail * 1.4
            for end, low, high in (("low", out, into), ("high", 1 - into, 1 - out)):
                bounds = np.quantile(draws, [low, high])
                inside = bounds[0] - 1e-9 <= found[end] <= bounds[1] + 1e-9
                assert inside, (what, end, found, bounds)

        def expanded(n):
            return stats.norm.sf(np.sqrt(n / (n - 1)) * stats.t.isf(0.025, n - 1))

        def exact(data, kind):
            statistic = lambda x, *rest, axis=-1: np.sum(x, axis=axis)
            return stats.permutation_test(data, statistic, permutation_type=kind,
                                          vectorized=True, n_resamples=10**7).pvalue

        name, folder = sys.argv[1], sys.argv[2]
        sides, decimals = {"a": [], "b": []}, {"a": [], "b": []}
        for row in csv.DictReader(open(f"{folder}/{name}.csv")):
            sides[row["side"]].append(float(row["ms"]))
            decimals[row["side"]].append(Fraction(row["ms"]))
        a, b = (np.array(sides[side]) for side in "ab")

        for group in json.load(open(f"{folder}/{name}.stats"))["groups"]:
            x = np.array(sides[group["by"]["side"]])
            assert group["n"] == len(x)
            for key, value in (("median", np.median(x)), ("mean", np.mean(x)),
                               ("sd", np.std(x, ddof=1)), ("min", np.min(x)), ("max", np.max(x))):
                near(group[key], value, key)
            found = {"low": group["median_low"], "high": group["median_high"]}
            interval(found, (x,), np.median, expanded(len(x)), "median")

        two = json.load(open(f"{folder}/{name}.compare"))
        difference = lambda x, y, axis=-1: np.median(y, axis=axis) - np.median(x, axis=axis)
        ratio = lambda x, y, axis=-1: np.median(y, axis=axis) / np.median(x, axis=axis)
        for key, statistic in (("difference", difference), ("ratio", ratio)):
            near(two[key]["estimate"], statistic(a, b), key)
            interval(two[key], (a, b), statistic, 0.025, key)
        ranks = stats.rankdata(np.concatenate([a, b]))
        theirs = stats.mannwhitneyu(a, b, method="auto")
        if two["drawn"] is None:
            near(two["p"], exact((ranks[:len(a)], ranks[len(a):]), "independent"), "rank sum")
            if len(set(ranks)) == len(ranks):
                exactly = stats.mannwhitneyu(a, b, method="exact").pvalue
                near(two["p"], exactly, "Mann-Whitney")
        else:
            near(two["p"], theirs.pvalue, "Mann-Whitney, drawn", 0.01)

        if len(a) == len(b):
            pairs = json.load(open(f"{folder}/{name}.paired"))
            logs = np.log(b / a)
            for key, values in (("difference", b - a), ("ratio", b / a)):
                near(pairs[key]["estimate"], np.median(values), key)
                interval(pairs[key], (values,), np.median, expanded(len(a)), "paired " + key)
            # Which changes are tied is a matter of whole numbers.
            sizes = [max(x, y) / min(x, y) for x, y in zip(decimals["a"], decimals["b"])]
            places = {size: place for place, size in enumerate(sorted(set(sizes)))}
            signed = np.sign(b - a) * stats.rankdata([places[size] for size in sizes])
            if len(a) <= 12:
                near(pairs["p"], exact((signed,), "samples"), "signed ranks")
            if len(set(np.abs(signed))) == len(signed) and np.all(signed != 0):
                near(pairs["p"], stats.wilcoxon(logs, method="exact").pvalue, "Wilcoxon")
        print("equal")
        """

    /// Statistics and exact p-values agree to rounding, ends of intervals as far as random ones
    /// can.
    @Test(arguments: 0..<7) func agreesWithSciPy(_ index: Int) throws {
        let this = cases[index]
        let directory = try TemporaryDirectory()
        let file = try directory.write("\(this.name).csv", Data(this.csv.utf8))
        let common = ["--value", "ms", "--format", "json", file]
        let program = try #require(Program.built("thor", variable: "THOR_BINARY"))
        let sides = ["--a", "side=a", "--b", "side=b"]
        for (kind, arguments) in [
            ("stats", ["stats", "--by", "side"]), ("compare", ["compare"] + sides),
            ("paired", ["compare", "--pair", "round"] + sides),
        ] {
            if kind == "paired", this.a.count != this.b.count { continue }
            let ended = try Program.run(program, arguments + common)
            #expect(ended.status == 0, "\(ended.errors)")
            _ = try directory.write("\(this.name).\(kind)", ended.output)
        }
        let python = try #require(Program.find("python3"))
        let ended = try Program.run(
            python, ["-c", Self.script, this.name, directory.path], seconds: 120)
        // The package is one that `make test` installs.
        if ended.errors.contains("No module named") {
            Issue.record("the PyPI package scipy is not installed")
            return
        }
        #expect(ended.text == "equal\n", "\(this.name): \(ended.errors)")
    }
}
