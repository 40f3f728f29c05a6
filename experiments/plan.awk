# Makes a plan of trials: each configuration (a line of input) once in each round, and each round in an
# order of its own. The generator is Park and Miller's "minimal standard", so that a seed gives the same
# plan with every awk.
BEGIN { state = seed % 2147483646 + 1 }
{ configuration[NR] = $0 }
END {
    for (trial = 1; trial <= trials; trial++) {
        for (i = 1; i <= NR; i++) order[i] = i
        for (i = NR; i > 1; i--) {
            state = (state * 16807) % 2147483647
            j = state % i + 1
            swapped = order[i]; order[i] = order[j]; order[j] = swapped
        }
        for (i = 1; i <= NR; i++) print configuration[order[i]] "," trial
    }
}
