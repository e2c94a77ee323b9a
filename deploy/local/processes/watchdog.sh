#!/bin/sh
# Outlives the supervisor by a few seconds: when the pipe to the supervisor closes, for whatever reason,
# every process still registered is asked to end and, after five seconds, killed with its group.
trap '' INT TERM HUP
registered=

while read -r action pid signal; do
  case $action in
    add) registered="$registered $pid:$signal" ;;
    remove)
      kept=
      for entry in $registered; do
        [ "${entry%%:*}" = "$pid" ] || kept="$kept $entry"
      done
      registered=$kept
      ;;
  esac
done

alive() {
  for entry in $registered; do
    kill -0 "${entry%%:*}" 2>/dev/null && return 0
  done
  return 1
}

for entry in $registered; do
  kill "-${entry##*:}" "${entry%%:*}" 2>/dev/null
done
rounds=0
while alive && [ $rounds -lt 50 ]; do
  sleep 0.1
  rounds=$((rounds + 1))
done
for entry in $registered; do
  kill -KILL "-${entry%%:*}" 2>/dev/null
done
exit 0
