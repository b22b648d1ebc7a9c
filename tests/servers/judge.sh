#!/bin/bash
# How much of the logs that run.sh made is understood. Prints a line a file and the sum; exits 1 below 99 %.
#
#   tests/servers/judge.sh LOGS [path to vigie]
set -u
logs=${1:?folder of logs}
vigie=${2:-target/release/vigie}
understood_all=0
left_all=0
while read -r log; do
    understood=$("$vigie" parse --jsonl "$log" | wc -l)
    left=$("$vigie" parse --not-understood "$log" | wc -l)
    all=$((understood + left))
    [ "$all" -gt 0 ] || continue
    printf '%6d of %6d  %6.2f %%  %s\n' "$understood" "$all" "$(echo "100 * $understood / $all" | bc -l)" "${log#"$logs"/}"
    understood_all=$((understood_all + understood))
    left_all=$((left_all + left))
done < <(find "$logs" -type f -size +0 | sort)
all=$((understood_all + left_all))
printf '%6d of %6d  %6.2f %%  all\n' $understood_all $all "$(echo "100 * $understood_all / $all" | bc -l)"
[ $((100 * understood_all)) -ge $((99 * all)) ]
