# One sentence about a row of `thor compare --format csv`: a, b, n_a, n_b, median_a, median_b,
# difference and its interval, ratio and its interval, p, finding. `what` is the figure, `a` and `b` with
# what it was measured, `margin` the percentage within which two are called equal.
{
    d = decimals_of($10)
    ratio = fixed($10, d)
    found = "95\\,\\% interval " fixed($11, d) " to " fixed($12, d) ", " chance($13)
    if ($11 == "")
        printf "With %s, the %s came to %s times what it was with %s; %d trials of each are too few " \
            "for an interval, and so for a claim.\n", b, what, ratio, a, $3
    else if ($14 == "difference")
        printf "With %s, the %s is %s times what it is with %s (%s).\n", b, what, ratio, a, found
    else if ($14 == "equal")
        printf "The %s is the same with %s and with %s to within %g\\,\\%% (ratio %s, %s).\n", \
            what, b, a, margin, ratio, found
    else
        printf "For the %s, no difference between %s and %s is shown (ratio %s, %s).\n", \
            what, b, a, ratio, found
}
