# One thing for the report: `as` says what a line of input is.
as == "figure" { print number($1 / scale) }
as == "whole" { print fixed($1, 0) }
as == "text" { print escaped($0) }
as == "name" { print name_of($1) }
as == "estimate" {
    print estimate($3 / scale, $4 == "" ? "" : $4 / scale, $5 == "" ? "" : $5 / scale)
}
