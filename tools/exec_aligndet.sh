# Read by the scripts beside it. exec_aligndet WORDS... becomes Node itself: signals reach the run, and nothing is left.

exec_aligndet() {
  local here
  here=$(cd -P "$(dirname "${BASH_SOURCE[0]}")" && pwd)
  # Node forgets that nohup asked to ignore SIGHUP; bash does not.
  if [ -z "${ALIGNDET_IGNORE_SIGHUP:-}" ] && [[ $(trap -p SIGHUP) == "trap -- '' "* ]]; then
    export ALIGNDET_IGNORE_SIGHUP=1
  fi
  exec node "$here/aligndet.mjs" "$@"
}
